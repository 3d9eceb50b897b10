package io.bulwark.injector.run;

import io.bulwark.policy.Sha256;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.lang.System.Logger.Level;
import java.time.InstantSource;

/** Writes Events on objects of the cluster. Any thread; one that cannot be written is logged, and that is all. */
final class Events {
    private static final System.Logger LOG = System.getLogger(Events.class.getName());
    private static final int MAX_MESSAGE = 1000;
    private static final int DIGITS = 32;

    private final KubernetesClient client;
    private final InstantSource clock;

    Events(KubernetesClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    /** Whether it was written. */
    boolean warn(ObjectReference about, String reason, String message) {
        return tell("Warning", about, reason, message);
    }

    void note(ObjectReference about, String reason, String message) {
        var _ = tell("Normal", about, reason, message);
    }

    private boolean tell(String type, ObjectReference about, String reason, String message) {
        var now = clock.instant().toString();
        var event = new EventBuilder()
                .withNewMetadata()
                .withName(name(about, reason, message, now))
                .withNamespace(about.getNamespace())
                .endMetadata()
                .withInvolvedObject(about)
                .withType(type)
                .withReason(reason)
                .withMessage(message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE))
                .withNewSource()
                .withComponent("bulwark")
                .endSource()
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .build();
        try {
            client.v1()
                    .events()
                    .inNamespace(about.getNamespace())
                    .resource(event)
                    .create();
            return true;
        } catch (RuntimeException failure) {
            if (Setbacks.Cause.of(failure) == Setbacks.Cause.CONFLICT) {
                // A request whose answer was lost was sent again.
                return true;
            }
            LOG.log(
                    Level.WARNING,
                    () -> "an Event on " + about.getNamespace() + "/" + about.getName() + " could not be written: "
                            + Setbacks.why(failure));
            return false;
        }
    }

    /** The same for the same Event, so that it is not written twice. */
    private static String name(ObjectReference about, String reason, String message, String time) {
        var text = String.join("\n", about.getKind(), about.getNamespace(), about.getName(), reason, message, time);
        return "bulwark-" + Sha256.of(text).substring(0, DIGITS);
    }
}
