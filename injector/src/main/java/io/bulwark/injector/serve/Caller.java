package io.bulwark.injector.serve;

/**
 * The Pod whose proxy calls, as the API server vouches for it.
 *
 * @param uid of the Pod
 */
public record Caller(String uid, String namespace, String pod, String serviceAccount) {}
