package io.bulwark.injector.run;

import io.bulwark.injector.mutate.SidecarTemplate;
import java.util.Map;
import java.util.TreeMap;

/** Tells sidecars where their control plane is. */
final class SidecarSettings {
    private SidecarSettings() {}

    static SidecarTemplate in(ControlPlaneSettings settings, String authorities) {
        return settings.template()
                .withEnvironment(new TreeMap<>(Map.of(
                        "BULWARK_CONTROL_PLANE",
                        settings.host() + ":" + settings.streamPort(),
                        "BULWARK_CONTROL_PLANE_CA",
                        authorities,
                        "BULWARK_STATE",
                        "/var/run/bulwark/state")));
    }
}
