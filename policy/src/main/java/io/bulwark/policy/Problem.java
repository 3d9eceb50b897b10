package io.bulwark.policy;

/**
 * One thing that is wrong, or doubtful, in a policy file.
 *
 * @param level whether the file is refused for it
 * @param line the line in the file, from 1; 0 when it concerns the file as a whole
 * @param key where in its document, such as {@code spec.limits.maxHeaders}; empty for a whole document or file
 * @param what the rest of the sentence: what is allowed and what was found, bounded and printable
 */
public record Problem(Level level, int line, String key, String what) {

    /** How grave a problem is. */
    public enum Level {
        /** The file is used all the same. */
        WARNING,
        /** The file is refused. */
        ERROR
    }

    /** The problem as one sentence without the line, such as {@code spec.limits.maxHeaders must be 8..1024, was 5}. */
    public String message() {
        return key.isEmpty() ? what : key + " " + what;
    }

    @Override
    public String toString() {
        return line > 0 ? "line " + line + ": " + message() : message();
    }
}
