#!/bin/sh
# A "dev server": says where it is, then logs requests.
green=$(printf '\033[32m') cyan=$(printf '\033[36m') dim=$(printf '\033[2m') off=$(printf '\033[0m')
if [ -z "$FORCE_COLOR" ]; then green= cyan= dim= off=; fi

echo
echo "  ${green}DEMO v1.0.0${off}  ready in ${green}312 ms${off}"
echo
echo "  ${green}➜${off}  Local:   ${cyan}http://localhost:5173/${off}"
echo "  ${dim}➜  Network: use --host to expose${off}"
echo

n=0
while :; do
    sleep 1
    n=$((n + 1))
    case $((n % 5)) in
    0) echo "${dim}$(date +%T)${off} GET /api/items?page=$n 304 2 ms" ;;
    3) echo "${dim}$(date +%T)${off} POST /api/items 201 18 ms" ;;
    *) echo "${dim}$(date +%T)${off} GET / 200 5 ms" ;;
    esac
done
