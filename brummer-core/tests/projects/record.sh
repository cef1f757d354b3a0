#!/usr/bin/env bash
# Makes the projects anew that real tools can make: record.sh [NAME…]. Each is what the tool makes for a new user, less what was
# installed and what nobody reads to find out what can be run; lockfiles are there and empty. Needs node, npm, python3, cargo, composer, rails and mix.
set -euo pipefail
projects=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export CI=1 NX_DAEMON=false NX_NO_CLOUD=true TURBO_TELEMETRY_DISABLED=1 DO_NOT_TRACK=1 NEXT_TELEMETRY_DISABLED=1
export NPM_CONFIG_USERCONFIG=/dev/null NPM_CONFIG_UPDATE_NOTIFIER=false YARN_ENABLE_IMMUTABLE_INSTALLS=false
export GIT_AUTHOR_NAME=dev GIT_AUTHOR_EMAIL=dev@example.com GIT_COMMITTER_NAME=dev GIT_COMMITTER_EMAIL=dev@example.com

tools() {
    mkdir "$work/node" "$work/made"
    (cd "$work/node" && npm init -y >/dev/null && npm install --silent --no-audit --no-fund \
        bun deno pnpm@10 yarn-classic@npm:yarn@1 @yarnpkg/cli-dist nx lerna @microsoft/rush @moonrepo/cli)
    python3 -m venv "$work/python"
    local tool
    for tool in uv poetry pdm hatch django; do
        "$work/python/bin/pip" install -q --disable-pip-version-check "$tool"
    done
    PATH=$work/node/node_modules/.bin:$work/python/bin:$PATH
}
yarn1() { node "$work/node/node_modules/yarn-classic/bin/yarn.js" "$@"; }
yarn4() { node "$work/node/node_modules/@yarnpkg/cli-dist/bin/yarn.js" "$@"; }
create() { npm exec --yes --package="$1" -- "${@:2}" </dev/null; }

# A function for each project; it begins in an empty directory of that name.
made_npm() { npm init -y && npm init -y -w packages/ui -w apps/web; }
made_pnpm() {
    pnpm init && mkdir -p apps/web packages/ui
    printf 'packages:\n  - apps/*\n  - packages/*\n' > pnpm-workspace.yaml # pnpm has no command for it
    (cd apps/web && pnpm init) && (cd packages/ui && pnpm init) && pnpm install
}
made_yarn_1() {
    yarn1 init -y -p && npm pkg set 'workspaces[]=packages/*' && mkdir -p packages/api
    (cd packages/api && yarn1 init -y) && yarn1 install
}
made_yarn_4() { yarn4 init -w && mkdir packages/api && (cd packages/api && yarn4 init -y) && yarn4 install; }
made_bun() { bun init -y && npm pkg set 'workspaces[]=packages/*' && mkdir -p packages/api && (cd packages/api && bun init -m -y) && bun install; }
made_deno() { deno init && deno init server && deno init --lib greet; }
made_lerna() { lerna init && lerna create --yes @acme/ui && lerna create --yes cli --bin; }
made_nx() { create create-nx-workspace create-nx-workspace made --preset=ts --pm=npm --nxCloud=skip --skipGit --interactive=false && mv made/* made/.[a-z]* . && npx nx generate @nx/js:library packages/ui --bundler=tsc --unitTestRunner=none --linter=none; }
made_nx_react() { create create-nx-workspace create-nx-workspace made --preset=react-monorepo --appName=shop --bundler=vite --style=css --e2eTestRunner=none --unitTestRunner=vitest --pm=npm --nxCloud=skip --skipGit --interactive=false && mv made/* made/.[a-z]* .; }
made_rush() { rush init --overwrite-existing && mkdir -p apps/web && (cd apps/web && npm init -y) && sed -i 's#^  "projects": \[#  "projects": [\n    { "packageName": "web", "projectFolder": "apps/web" },#' rush.json; }
made_moon() { npm init -y && npm init -y -w packages/ui && moon init --yes; }
made_turbo() { npm init -y && npm init -y -w apps/web -w packages/ui && printf '{ "tasks": { "build": { "dependsOn": ["^build"] }, "dev": { "cache": false, "persistent": true } } }\n' > turbo.json; } # create-turbo only downloads from elsewhere
made_vite() { create create-vite create-vite . --template react-ts --no-interactive; }
made_next() { create create-next-app create-next-app app --ts --app --eslint --no-tailwind --src-dir --import-alias '@/*' --skip-install --disable-git --yes && mv app/* .; }
made_svelte() { create sv sv create . --template minimal --types ts --no-add-ons --no-install; }
made_cargo() { cargo new --vcs none server && cargo new --vcs none --lib core && printf '[workspace]\nresolver = "3"\nmembers = ["server", "core"]\n' > Cargo.toml; }
made_uv() { uv init --package --no-workspace --name shop . && uv init --app packages/worker; }
made_poetry() { poetry new --no-interaction shop && mv shop/* .; }
made_pdm() { pdm init -n; }
made_hatch() { hatch new shop && mv shop/* .; }
made_composer() { composer init -n --name acme/shop --type project --autoload src/ && composer config scripts.test 'phpunit' ; }
made_django() { django-admin startproject config . && python3 manage.py startapp shop; }
made_rails() { rails new . --api --skip-bundle --skip-git --skip-bootsnap; }
made_mix() { mix new . --app shop --sup; }

# What says what can be run stays.
prune() {
    rm -rf .git .github .nx common tmp log storage public test/fixtures
    find . -name node_modules -prune -exec rm -rf {} +
    find . -name .venv -prune -exec rm -rf {} +
    find . -type f \( -name '*lock*.json' -o -name '*.lock' -o -name '*.lockb' -o -name 'pnpm-lock.yaml' \) -size +0 -exec truncate -s 0 {} +
    find . -type f ! \( -name '*.json' -o -name '*.jsonc' -o -name '*.toml' -o -name '*.yaml' -o -name '*.yml' -o -name '*.lock' -o -name '*.lockb' \
        -o -name 'Procfile*' -o -name Rakefile -o -name Gemfile -o -name manage.py -o -name 'mix.exs' -o -name .python-version \
        -o -name 'vite.config.*' -o -name 'eslint.config.*' -o -name index.html -o -name main.rs -o -name lib.rs -o -path './bin/*' -o -path '*/config/*.py' -o -name '__init__.py' -o -name main.py \) -delete
    # Plugins of Nx go by these.
    [ -f nx.json ] || find . -type f \( -name 'tsconfig*.json' -o -name 'vite.config.*' -o -name 'eslint.config.*' -o -name index.html \) -delete
    find . -type f \( -name '*schema*.json' -o -name 'extensions.json' \) -delete
    find . -type d -empty -delete
    { grep -rlI "$work" . || true; } | xargs -r sed -i "s#$work#/home/dev#g"
}

tools > /dev/null
names=("$@")
[ ${#names[@]} -gt 0 ] || mapfile -t names < <(compgen -A function made_)
for name in "${names[@]}"; do
    mkdir "$work/made/$name" && cd "$work/made/$name"
    if ! "$name" > "$work/log" 2>&1; then
        tail -n 30 "$work/log"
        echo "$name could not be made" >&2
        continue
    fi
    prune
    rm -rf "${projects:?}/$name" && cp -R . "$projects/$name"
    echo "$name: $(find . -type f | wc -l) files"
done
