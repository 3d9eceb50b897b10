package io.bulwark.injector.check;

import java.util.List;

/**
 * One thing that was looked at.
 *
 * @param hint what to do about it; empty when nothing is to be done
 */
record Finding(Level level, String what, String hint) {

    /** How it stands. */
    enum Level {
        WELL("✓"),
        DOUBTFUL("!"),
        WRONG("✗");

        final String mark;

        Level(String mark) {
            this.mark = mark;
        }
    }

    /** What was looked at together. */
    record Group(String title, List<Finding> findings) {
        Group {
            findings = List.copyOf(findings);
        }
    }

    static Finding well(String what) {
        return new Finding(Level.WELL, what, "");
    }

    static Finding doubtful(String what, String hint) {
        return new Finding(Level.DOUBTFUL, what, hint);
    }

    static Finding wrong(String what, String hint) {
        return new Finding(Level.WRONG, what, hint);
    }
}
