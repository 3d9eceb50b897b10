package io.bulwark.policy.descriptor;

/** The first thing that is wrong with a file; shared by everything that reads it. */
final class Fault {

    private String why = "";

    /** Keeps a fault unless there is one already; always false, for whoever says whether all is well. */
    boolean tell(String what) {
        if (why.isEmpty()) {
            why = what;
        }
        return false;
    }

    boolean isTold() {
        return !why.isEmpty();
    }

    /** The end of a sentence that begins with the file's name; empty when all is well. */
    String why() {
        return why;
    }
}
