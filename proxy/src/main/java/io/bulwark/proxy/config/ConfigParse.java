package io.bulwark.proxy.config;

import io.bulwark.policy.Problem;
import java.util.List;

/** What became of a configuration file. */
public sealed interface ConfigParse {
    record Parsed(ProxyConfig config) implements ConfigParse {}

    /** The file can't be used; all that is wrong is told, not only the first. */
    record Rejected(List<Problem> problems) implements ConfigParse {}
}
