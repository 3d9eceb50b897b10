package io.bulwark.proxy.telemetry;

/**
 * All meters at one moment, as text.
 *
 * @param mediaType what to put in {@code Content-Type}
 */
public record Scrape(String mediaType, String text) {}
