#!/bin/sh
# A test run that ends, with one failure.
green=$(printf '\033[32m') red=$(printf '\033[31m') off=$(printf '\033[0m')
if [ -z "$FORCE_COLOR" ]; then green= red= off=; fi

for name in "adds two numbers" "parses an empty list" "keeps the order" "rounds half up"; do
    sleep 0.3
    if [ "$name" = "rounds half up" ]; then
        echo "${red}✗${off} $name"
        echo "    expected 3, got 2 (math.test.js:28)"
    else
        echo "${green}✓${off} $name"
    fi
done
echo "3 passed, 1 failed"
exit 1
