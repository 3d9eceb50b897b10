package io.bulwark.policy;

/** Bounds on how much documents may hold. */
final class Sizes {

    private Sizes() {}

    static void require(String key, int min, int max, int actual) {
        if (actual < min || actual > max) {
            throw new IllegalArgumentException(key + " must hold " + min + ".." + max + " entries, held " + actual);
        }
    }
}
