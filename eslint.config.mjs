import js from "@eslint/js";
import globals from "globals";

/** Odoo's web client: ES modules, bundled by Odoo itself, so imports can't be resolved here. */
const odooClient = {
    files: ["ipai_azdev_ica/static/{src,tests}/**/*.js"],
    ...js.configs.recommended,
    languageOptions: {
        ecmaVersion: 2024,
        sourceType: "module",
        globals: {...globals.browser, luxon: "readonly", odoo: "readonly"},
    },
    rules: {
        ...js.configs.recommended.rules,
        complexity: ["error", 10],
        "max-lines": ["error", 300],
        "no-console": "error",
        "no-eval": "error",
        "no-implied-eval": "error",
        "no-var": "error",
        eqeqeq: "error",
        "prefer-const": "error",
    },
};

export default [
    {
        ignores: [
            "**/node_modules/**",
            "**/static/lib/**",
            ".runtime/**",
            ".venv/**",
            "ado_extension/**",
        ],
    },
    odooClient,
    {
        files: ["*.config.mjs"],
        ...js.configs.recommended,
    },
];
