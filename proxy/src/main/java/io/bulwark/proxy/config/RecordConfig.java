package io.bulwark.proxy.config;

import java.nio.file.Path;

/**
 * A record of calls, for {@code bulwark policy simulate}.
 *
 * @param file where the newest are; older ones are beside it, in a file that ends in {@code .1}
 * @param maxBytes when the file is put aside, 65,536..1,073,741,824
 * @param perSecond the most calls that are recorded in a second, 1..10,000
 */
public record RecordConfig(Path file, int maxBytes, int perSecond) {}
