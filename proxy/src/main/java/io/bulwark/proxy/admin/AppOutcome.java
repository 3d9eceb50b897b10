package io.bulwark.proxy.admin;

/** What came of asking the application. Reasons are ours; nothing that the application sent is in them but a status number. */
sealed interface AppOutcome {
    record Well() implements AppOutcome {}

    /** It answered, and not well. */
    record Unwell(String reason) implements AppOutcome {}

    /** It gave no answer that can be understood. */
    record Unreached(String reason) implements AppOutcome {}
}
