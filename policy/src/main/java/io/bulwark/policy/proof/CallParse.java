package io.bulwark.policy.proof;

/** The outcome of reading one line of a log. */
public sealed interface CallParse {

    /**
     * A call.
     *
     * @param succeeded whether it did, as far as the line says; a line that does not say so tells of a call that did
     * @param at when, in seconds since 1970; 0 when the line does not say so
     */
    record Read(RecordedCall call, boolean succeeded, long at) implements CallParse {}

    /** A line that is no call, and why: the end of a sentence. */
    record Fault(String why) implements CallParse {}
}
