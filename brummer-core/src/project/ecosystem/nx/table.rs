//! Which targets Nx's own plugins make up, from which files, as their documentation says.

/// What a plugin makes up.
pub(super) struct Row {
    /// The name of the plugin in `nx.json`.
    pub(super) plugin: &'static str,
    /// Beside which of these files; the first that is there counts.
    pub(super) files: &'static [&'static str],
    pub(super) targets: &'static [Target],
}

/// A target that a plugin makes up.
pub(super) struct Target {
    /// The option of the plugin that names it.
    pub(super) option: &'static str,
    /// Its name without that option; none for one that is there only with it.
    pub(super) name: Option<&'static str>,
    /// What it executes.
    pub(super) body: &'static str,
    /// When it is there.
    pub(super) when: When,
    pub(super) ends: Ends,
}

/// When a target is there, if its file is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// Always.
    Always,
    /// Vite has something to build: a page or a library.
    Builds,
    /// Vite has something to serve: no library, unless its server is configured.
    Serves,
    /// Vitest is configured there.
    Tests,
}

/// Whether it ends by itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ends {
    /// It does.
    Once,
    /// It serves until it is stopped.
    Never,
}

const fn once(option: &'static str, name: &'static str, body: &'static str) -> Target {
    Target {
        option,
        name: Some(name),
        body,
        when: When::Always,
        ends: Ends::Once,
    }
}

const fn serves(option: &'static str, name: &'static str, body: &'static str) -> Target {
    Target {
        ends: Ends::Never,
        ..once(option, name, body)
    }
}

/// A configuration that can be written in any form of JavaScript or TypeScript.
macro_rules! files {
    ($($stem:literal)*) => {
        &[$(
            concat!($stem, ".ts"), concat!($stem, ".mts"), concat!($stem, ".cts"),
            concat!($stem, ".js"), concat!($stem, ".mjs"), concat!($stem, ".cjs"),
        )*]
    };
}

/// Those whose targets depend on files beside the project alone.
pub(super) const ROWS: &[Row] = &[
    Row {
        plugin: "@nx/vite/plugin",
        files: files!("vite.config"),
        targets: &[
            Target {
                when: When::Builds,
                ..once("buildTargetName", "build", "vite build")
            },
            Target {
                when: When::Serves,
                ..serves("devTargetName", "dev", "vite")
            },
            Target {
                when: When::Serves,
                ..serves("serveTargetName", "serve", "vite")
            },
            Target {
                when: When::Serves,
                ..serves("previewTargetName", "preview", "vite preview")
            },
            Target {
                when: When::Serves,
                ..serves(
                    "serveStaticTargetName",
                    "serve-static",
                    "@nx/web:file-server",
                )
            },
            Target {
                name: None,
                when: When::Tests,
                ..once("testTargetName", "test", "vitest")
            },
        ],
    },
    Row {
        plugin: "@nx/vitest",
        files: files!("vitest.config" "vite.config"),
        targets: &[Target {
            when: When::Tests,
            ..once("testTargetName", "test", "vitest")
        }],
    },
    Row {
        plugin: "@nx/jest/plugin",
        files: files!("jest.config"),
        targets: &[once("targetName", "test", "jest")],
    },
    Row {
        plugin: "@nx/webpack/plugin",
        files: files!("webpack.config"),
        targets: &[
            once("buildTargetName", "build", "webpack-cli build"),
            serves("serveTargetName", "serve", "webpack-cli serve"),
            serves("previewTargetName", "preview", "webpack-cli serve"),
            serves(
                "serveStaticTargetName",
                "serve-static",
                "@nx/web:file-server",
            ),
        ],
    },
    Row {
        plugin: "@nx/rspack/plugin",
        files: files!("rspack.config"),
        targets: &[
            once("buildTargetName", "build", "rspack build"),
            serves("serveTargetName", "serve", "rspack serve"),
            serves("previewTargetName", "preview", "rspack serve"),
            serves(
                "serveStaticTargetName",
                "serve-static",
                "@nx/web:file-server",
            ),
        ],
    },
    Row {
        plugin: "@nx/rsbuild",
        files: files!("rsbuild.config"),
        targets: &[
            once("buildTargetName", "build", "rsbuild build"),
            serves("devTargetName", "dev", "rsbuild dev"),
            serves("previewTargetName", "preview", "rsbuild preview"),
            once("inspectTargetName", "inspect", "rsbuild inspect"),
        ],
    },
    Row {
        plugin: "@nx/rollup/plugin",
        files: files!("rollup.config"),
        targets: &[once("buildTargetName", "build", "rollup -c")],
    },
    Row {
        plugin: "@nx/next/plugin",
        files: files!("next.config"),
        targets: &[
            once("buildTargetName", "build", "next build"),
            serves("devTargetName", "dev", "next dev"),
            serves("startTargetName", "start", "next start"),
            serves(
                "serveStaticTargetName",
                "serve-static",
                "@nx/web:file-server",
            ),
        ],
    },
    Row {
        plugin: "@nx/nuxt/plugin",
        files: files!("nuxt.config"),
        targets: &[
            once("buildTargetName", "build", "nuxt build"),
            serves("serveTargetName", "serve", "nuxt dev"),
        ],
    },
    Row {
        plugin: "@nx/remix/plugin",
        files: files!("remix.config"),
        targets: &[
            once("buildTargetName", "build", "remix build"),
            serves("devTargetName", "dev", "remix dev --manual"),
            serves("startTargetName", "start", "remix-serve build/index.js"),
        ],
    },
    Row {
        plugin: "@nx/react/router-plugin",
        files: files!("react-router.config"),
        targets: &[
            once("buildTargetName", "build", "react-router build"),
            serves("devTargetName", "dev", "react-router dev"),
            serves(
                "startTargetName",
                "start",
                "react-router-serve build/server/index.js",
            ),
            once(
                "typecheckTargetName",
                "typecheck",
                "react-router typegen && tsc",
            ),
        ],
    },
    Row {
        plugin: "@nx/playwright/plugin",
        files: files!("playwright.config"),
        targets: &[once("targetName", "e2e", "playwright test")],
    },
    Row {
        plugin: "@nx/cypress/plugin",
        files: files!("cypress.config"),
        targets: &[
            once("targetName", "e2e", "cypress run"),
            serves("openTargetName", "open-cypress", "cypress open"),
        ],
    },
];

/// Storybook's, beside the files in `.storybook`.
pub(super) const STORYBOOK: Row = Row {
    plugin: "@nx/storybook/plugin",
    files: files!("main"),
    targets: &[
        serves("serveStorybookTargetName", "storybook", "storybook dev"),
        once(
            "buildStorybookTargetName",
            "build-storybook",
            "storybook build",
        ),
    ],
};

/// A configuration of `ESLint`, in a project or for all of them.
pub(super) const ESLINT: &[&str] = &[
    "eslint.config.js",
    "eslint.config.mjs",
    "eslint.config.cjs",
    "eslint.config.ts",
    "eslint.config.mts",
    "eslint.config.cts",
    ".eslintrc.json",
    ".eslintrc",
    ".eslintrc.js",
    ".eslintrc.cjs",
    ".eslintrc.yaml",
    ".eslintrc.yml",
];
