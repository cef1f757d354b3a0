#!/bin/sh
# A test run that ends, with one failure; what it prints of that is what Vitest prints.
green=$(printf '\033[32m') red=$(printf '\033[31m') off=$(printf '\033[0m')
if [ -z "$FORCE_COLOR" ]; then green= red= off=; fi

for name in "adds two numbers" "parses an empty list" "keeps the order" "rounds half up"; do
    sleep 0.3
    if [ "$name" = "rounds half up" ]; then
        echo " ${red}×${off} math.test.js > math > $name"
    else
        echo " ${green}✓${off} math.test.js > math > $name"
    fi
done
cat <<END

⎯⎯⎯⎯⎯⎯⎯ Failed Tests 1 ⎯⎯⎯⎯⎯⎯⎯

${red} FAIL ${off} math.test.js > math > rounds half up
${red}AssertionError: expected -2 to be -3 // Object.is equality${off}
 ❯ math.test.js:5:30

⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯[1/1]⎯

 Test Files  1 failed (1)
      Tests  1 failed | 3 passed (4)
END
exit 1
