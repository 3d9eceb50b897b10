package io.bulwark.proxy.inspect;

import io.bulwark.signatures.View;

/** A way in which the bytes of a value are read before matching. */
enum Reading {
    RAW(View.RAW, View.RAW),
    /** The same of bytes that were read as a part of another value, or in parts. */
    AGAIN(View.RAW, View.RAW),
    /** Percent-decoded once. */
    PERCENT(View.PERCENT, View.PERCENT),
    /** Percent-decoded up to three times. */
    PERCENT_AGAIN(View.PERCENT, View.PERCENT),
    /** JSON's or XML's escapes decoded: what the sender's own program means by the raw bytes, so every signature reads it. */
    UNESCAPED(View.RAW, View.PERCENT);

    private final View view;
    private final View counter;

    Reading(View view, View counter) {
        this.view = view;
        this.counter = counter;
    }

    /** The view of the signatures that it stands for. */
    View view() {
        return view;
    }

    /** Whether matches count towards thresholds here: a reading that mostly repeats another one must not count again. */
    boolean counts() {
        return this != AGAIN && this != PERCENT_AGAIN;
    }

    /** Under which view thresholds are counted, so that the raw bytes and their decoding are not added up. */
    View counter() {
        return counter;
    }
}
