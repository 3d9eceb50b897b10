package io.bulwark.injector.webhook;

import java.util.Optional;

/**
 * The answer to a request, with what those need to know who count and tell.
 *
 * @param body the JSON of an {@code AdmissionReview}; empty when the request could not be answered as one
 * @param dryRun whether nothing may come of it but the answer
 */
public record Reviewed(Optional<byte[]> body, Outcome outcome, boolean dryRun) {}
