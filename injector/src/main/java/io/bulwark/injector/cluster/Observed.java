package io.bulwark.injector.cluster;

import java.util.List;

/**
 * What was read of a document last, right or wrong.
 *
 * @param generation of its spec
 * @param problems why it is not in force; none when it is
 */
public record Observed(long generation, List<String> problems) {
    public Observed {
        problems = List.copyOf(problems);
    }
}
