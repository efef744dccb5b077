/** Formatting as the OCA's template for Odoo 19 has it. */
export default {
    plugins: ["@prettier/plugin-xml"],
    printWidth: 88,
    bracketSpacing: false,
    proseWrap: "preserve",
    xmlWhitespaceSensitivity: "strict",
    overrides: [{files: "*.xml", options: {tabWidth: 4}}],
};
