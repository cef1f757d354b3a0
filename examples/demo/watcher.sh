#!/bin/sh
# A watcher: rebuilds every few seconds, with a progress line that rewrites itself.
n=0
while :; do
    n=$((n + 1))
    for percent in 10 35 60 85; do
        printf '\rbuilding… %s%%' "$percent"
        sleep 0.2
    done
    printf '\rbuilt in 812 ms (build %s), watching for changes\n' "$n"
    sleep 4
done
