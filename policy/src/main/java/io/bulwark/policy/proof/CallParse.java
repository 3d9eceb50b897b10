package io.bulwark.policy.proof;

/** The outcome of reading one line of a log. */
public sealed interface CallParse {

    /** A call. */
    record Read(RecordedCall call) implements CallParse {}

    /** A line that is no call, and why: the end of a sentence. */
    record Fault(String why) implements CallParse {}
}
