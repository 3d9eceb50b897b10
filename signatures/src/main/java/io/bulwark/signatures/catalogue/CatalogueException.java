package io.bulwark.signatures.catalogue;

import java.util.List;

/** Everything that is wrong with a catalogue, one line each: file, signature, key, what is allowed, what was there. */
public final class CatalogueException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    public CatalogueException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
