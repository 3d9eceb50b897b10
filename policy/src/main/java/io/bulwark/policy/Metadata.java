package io.bulwark.policy;

/**
 * What a document is called.
 *
 * @param name its name, a Kubernetes resource name
 * @param namespace its namespace; empty when the document names none
 */
public record Metadata(String name, String namespace) {}
