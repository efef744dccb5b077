/* Copyright 2026 IPAI
 * License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

// Control, format (all direction marks among them), surrogate, private and unassigned
// characters, line and paragraph separators.
const DECEPTIVE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * Show what would be invisible, or would turn the text around, as an escape.
 *
 * @param {String} text
 * @param {Boolean} [keepLines] leave line ends and tabs as they are
 * @returns {String}
 */
export function showEscaped(text, keepLines = false) {
    return text.replace(DECEPTIVE, (character) => {
        if (keepLines && "\n\r\t".includes(character)) {
            return character;
        }
        return `\\u${character.codePointAt(0).toString(16).padStart(4, "0")}`;
    });
}

/** Reads what others wrote: commit messages, branch names, comments (read-only). */
export class PlainTextField extends Component {
    static template = "ipai_azdev_ica.PlainTextField";
    static props = {...standardFieldProps};

    get isLong() {
        return this.props.record.fields[this.props.name].type === "text";
    }

    get text() {
        return showEscaped(this.props.record.data[this.props.name] || "", this.isLong);
    }
}

registry.category("fields").add("azdev_plain_text", {
    component: PlainTextField,
    displayName: _t("Text of others, shown escaped"),
    supportedTypes: ["char", "text"],
});
