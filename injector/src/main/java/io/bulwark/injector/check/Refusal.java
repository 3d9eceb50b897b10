package io.bulwark.injector.check;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Why the API server did not create a Pod, as far as Bulwark has to do with it. Pure.
 *
 * @param why in the words of who refused it, without the Pod's name
 */
record Refusal(Cause cause, String why) {
    private static final int MAX_WHY = 300;
    private static final String HOOK = "\"[^\"]*\\bbulwark\\.io\"";
    private static final Pattern DENIED = Pattern.compile("admission webhook " + HOOK + " denied the request: (.*)");
    private static final Pattern ANSWER =
            Pattern.compile("failed calling webhook " + HOOK + ": (received invalid webhook response.*)");
    private static final Pattern CALL =
            Pattern.compile("failed calling webhook " + HOOK + ": (?:failed to call webhook: )?(.*)");
    private static final Pattern PATCH = Pattern.compile("(\\w+ operation does not apply: .*)");
    private static final Pattern POD_SECURITY =
            Pattern.compile("(violates PodSecurity \"[^\"]*\": .*container \"bulwark-.*)");
    private static final Pattern QUOTA = Pattern.compile("(failed quota: .*\\bbulwark-.*)");
    private static final Pattern RANGE =
            Pattern.compile("is forbidden: (.*(?:minimum|maximum) .* usage per Container.*)");
    private static final Pattern INVALID = Pattern.compile("is invalid: (.*\\bbulwark-.*)");
    private static final Pattern UNPRINTABLE = Pattern.compile("\\p{Cntrl}");

    /** Who stands in the way, in the order in which they are looked for. */
    enum Cause {
        REFUSED(
                DENIED,
                "the webhook refuses them",
                "change what it names, or leave the Pod out by its label bulwark.io/inject=false"),
        WRONG_ANSWER(
                ANSWER,
                "the webhook's answer is none",
                "is something between the API server and the Service bulwark, or another program behind it?"),
        AWAY(
                CALL,
                "the webhook cannot be asked",
                "is the control plane ready, and may the API server reach its port 9443? Pods come by themselves when it is back"),
        PATCH_FAILED(
                PATCH,
                "what a webhook changes does not fit them",
                "does another webhook change the same Pods? Give it another reinvocationPolicy, or leave the Pods out of one"),
        SECURITY(
                POD_SECURITY,
                "Pod Security refuses the sidecar's init container",
                "it needs NET_ADMIN: label the namespace pod-security.kubernetes.io/enforce=privileged, or do not protect it"),
        LIMITS_MISSING(
                QUOTA,
                "the namespace's quota wants limits of the sidecar",
                "annotate the Pods with bulwark.io/proxy-cpu-limit, or give the namespace a LimitRange with defaults"),
        OUT_OF_RANGE(
                RANGE,
                "the namespace's LimitRange refuses them",
                "if it is the sidecar that it means, annotate the Pods with bulwark.io/proxy-cpu-request, proxy-memory-limit and the like"),
        NOT_VALID(
                INVALID,
                "with the sidecar they are not valid",
                "does the Pod have parts of its own that are named bulwark-…, or were they copied from a running Pod?");

        final String what;
        final String hint;
        private final Pattern pattern;

        Cause(Pattern pattern, String what, String hint) {
            this.pattern = pattern;
            this.what = what;
            this.hint = hint;
        }
    }

    /** What a message of an API server or of a controller says; empty when it is about something else. */
    static Optional<Refusal> of(String message) {
        for (var cause : Cause.values()) {
            var matcher = cause.pattern.matcher(message);
            if (matcher.find()) {
                var why = UNPRINTABLE.matcher(matcher.group(1)).replaceAll("?");
                return Optional.of(new Refusal(cause, why.length() <= MAX_WHY ? why : why.substring(0, MAX_WHY) + "…"));
            }
        }
        return Optional.empty();
    }
}
