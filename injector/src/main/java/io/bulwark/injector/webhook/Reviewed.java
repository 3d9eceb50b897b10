package io.bulwark.injector.webhook;

import java.util.Optional;

/**
 * The answer to a request, with what those need to know who count and tell.
 *
 * @param body the JSON of an {@code AdmissionReview}; empty when the request could not be answered as one
 * @param dryRun whether nothing may come of it but the answer
 * @param subject whom to tell of it: the Pod's owner, who goes on trying, or the Pod itself; empty when no Pod was read
 */
public record Reviewed(Optional<byte[]> body, Outcome outcome, boolean dryRun, Optional<Subject> subject) {

    /** An object that an Event can be about. */
    public record Subject(String apiVersion, String kind, String namespace, String name, String uid) {}
}
