package io.bulwark.injector.webhook;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One review (admission.k8s.io/v1) that is being answered. */
final class Review {
    static final JsonMapper JSON = mapper();

    private static final String VERSION = "admission.k8s.io/v1";
    private static final int MAX_DEPTH = 64;
    private static final int MAX_UID = 128;
    private static final int MAX_MESSAGE = 2000;

    /* The API server takes no more than 256 bytes of a warning, and 4 KiB of all of them. */
    private static final int MAX_WARNING = 256;
    private static final int MAX_WARNINGS = 16;

    private final JsonNode request;
    private final ObjectNode answer = JSON.createObjectNode();
    private final ObjectNode response;
    private Optional<Reviewed.Subject> subject = Optional.empty();

    private Review(JsonNode request, String uid) {
        this.request = request;
        answer.put("apiVersion", VERSION).put("kind", "AdmissionReview");
        response = answer.putObject("response").put("uid", uid);
    }

    private static JsonMapper mapper() {
        var limits = StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build();
        return JsonMapper.builder(
                        JsonFactory.builder().streamReadConstraints(limits).build())
                .build();
    }

    /** What answers a review that could be read. */
    @FunctionalInterface
    interface Answerer {
        Reviewed answer(Review review);
    }

    /** Reads the body of a request and has it answered; whatever the bytes are, there is an answer. */
    static Reviewed answer(byte[] body, Answerer answerer) {
        JsonNode review;
        try {
            review = JSON.readTree(body);
        } catch (JacksonException failure) {
            return malformed("it is no JSON: " + firstLine(failure));
        }
        var request = review.path("request");
        var uid = request.path("uid").asString("");
        if (!VERSION.equals(review.path("apiVersion").asString())
                || !"AdmissionReview".equals(review.path("kind").asString())) {
            return malformed("it is no AdmissionReview of " + VERSION);
        }
        if (uid.isEmpty() || uid.length() > MAX_UID) {
            return malformed("its request has no uid");
        }
        return answerer.answer(new Review(request, uid));
    }

    private static Reviewed malformed(String why) {
        return new Reviewed(Optional.empty(), new Outcome.Malformed(why), false, Optional.empty());
    }

    static String firstLine(Exception failure) {
        var message = String.valueOf(failure.getMessage());
        var end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    JsonNode request() {
        return request;
    }

    /** Whom to tell of the outcome. */
    void about(Optional<Reviewed.Subject> whom) {
        subject = whom;
    }

    void patch(byte[] patch) {
        response.put("patchType", "JSONPatch").put("patch", patch);
    }

    /** @param warnings shown to the user; some of them where there are very many */
    Reviewed allow(List<String> warnings, Outcome outcome) {
        response.put("allowed", true);
        if (!warnings.isEmpty()) {
            var array = response.putArray("warnings");
            warnings.stream()
                    .limit(MAX_WARNINGS)
                    .map(warning -> cut("bulwark: " + warning, MAX_WARNING))
                    .forEach(array::add);
        }
        return done(outcome);
    }

    /** @param reason the word that stands for the status code */
    Reviewed refuse(int code, String reason, List<String> reasons) {
        response.put("allowed", false)
                .putObject("status")
                .put("code", code)
                .put("reason", reason)
                .put("message", cut(String.join("; ", reasons), MAX_MESSAGE));
        return done(new Outcome.Rejected(reasons));
    }

    private Reviewed done(Outcome outcome) {
        var dryRun = request.path("dryRun").asBoolean(false);
        var body = answer.toString().getBytes(StandardCharsets.UTF_8);
        return new Reviewed(Optional.of(body), outcome, dryRun, subject);
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 3) + "...";
    }
}
