package io.bulwark.injector.run;

import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.lang.System.Logger.Level;
import java.time.InstantSource;

/** Writes Events on objects of the cluster. Any thread; one that cannot be written is logged, and that is all. */
final class Events {
    private static final System.Logger LOG = System.getLogger(Events.class.getName());
    private static final int MAX_MESSAGE = 1000;

    private final KubernetesClient client;
    private final InstantSource clock;

    Events(KubernetesClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    void warn(ObjectReference about, String reason, String message) {
        tell("Warning", about, reason, message);
    }

    void note(ObjectReference about, String reason, String message) {
        tell("Normal", about, reason, message);
    }

    private void tell(String type, ObjectReference about, String reason, String message) {
        var now = clock.instant().toString();
        var event = new EventBuilder()
                .withNewMetadata()
                .withGenerateName("bulwark-")
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
        } catch (RuntimeException failure) {
            LOG.log(
                    Level.WARNING,
                    () -> "an Event on " + about.getNamespace() + "/" + about.getName() + " could not be written: "
                            + failure.getMessage());
        }
    }
}
