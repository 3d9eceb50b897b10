package io.bulwark.proxy.testing;

import io.netty.util.LeakPresenceDetector;

/**
 * A detector that counts every buffer that is open, in the scope of the test that runs now. Netty finds it by the system
 * property {@code io.netty.customResourceLeakDetector}, which the build sets.
 */
public final class ScopedLeakDetector<T> extends LeakPresenceDetector<T> {
    private static volatile ResourceScope scope = new ResourceScope("between tests");

    public ScopedLeakDetector(Class<?> resourceType, int samplingInterval) {
        super(resourceType);
    }

    public ScopedLeakDetector(Class<?> resourceType, int samplingInterval, long maxActive) {
        super(resourceType);
    }

    static void use(ResourceScope next) {
        scope = next;
    }

    @Override
    protected ResourceScope currentScope() {
        return scope;
    }
}
