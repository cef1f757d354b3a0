#!/bin/sh
# A background worker: does jobs, warns, and now and then fails with a stack trace.
yellow=$(printf '\033[33m') red=$(printf '\033[31m') off=$(printf '\033[0m')
if [ -z "$FORCE_COLOR" ]; then yellow= red= off=; fi

echo "worker: connected to queue mail"
n=0
while :; do
    sleep 1.5
    n=$((n + 1))
    echo "worker: job $n done"
    if [ $((n % 3)) -eq 0 ]; then
        echo "${yellow}WARN${off} worker: queue mail is ${n}0 jobs behind" >&2
    fi
    if [ $((n % 7)) -eq 0 ]; then
        cat >&2 <<END
${red}TypeError: Cannot read properties of undefined (reading 'address')${off}
    at send (/app/src/mail.js:42:19)
    at process (/app/src/queue.js:17:5)
    at async run (/app/src/worker.js:9:3)
END
    fi
done
