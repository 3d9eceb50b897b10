package io.bulwark.policy;

/** A way in which inspection can fail. The failure table says for each whether the bytes go on or are refused. */
public enum Trouble {
    DETECTION_TIMEOUT,
    PROTOCOL_VIOLATION,
    LIMIT_EXCEEDED,
    UNREADABLE,
    MATCHER_FAILED,
    NO_POLICY,
    IDENTITY_UNKNOWN,
    EVENT_QUEUE_FULL
}
