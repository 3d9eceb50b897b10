package io.bulwark.proxy.testing;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.LeakPresenceDetector.ResourceScope;
import io.netty.util.ResourceLeakDetectorFactory;
import java.time.Duration;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test that leaves a buffer unreleased. It counts, so that it needs no garbage collection and misses nothing. */
public final class NoLeaks implements BeforeEachCallback, AfterEachCallback {
    private static final ExtensionContext.Namespace HERE = ExtensionContext.Namespace.create(NoLeaks.class);

    /** Buffers that are on their way through an event loop are released soon after the test. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    @Override
    public void beforeEach(ExtensionContext context) {
        var detector = ResourceLeakDetectorFactory.instance().newResourceLeakDetector(NoLeaks.class);
        if (!(detector instanceof ScopedLeakDetector)) {
            throw new IllegalStateException(
                    "start this JVM with -Dio.netty.customResourceLeakDetector=" + ScopedLeakDetector.class.getName());
        }
        var scope = new ResourceScope(context.getDisplayName());
        ScopedLeakDetector.use(scope);
        requireThatItCounts(scope);
        context.getStore(HERE).put(ResourceScope.class, scope);
    }

    /** A detector that sees nothing would let every test pass. */
    private static void requireThatItCounts(ResourceScope scope) {
        var buffer = PooledByteBufAllocator.DEFAULT.directBuffer(1);
        var counted = scope.hasOpenResources();
        buffer.release();
        if (!counted || scope.hasOpenResources()) {
            throw new IllegalStateException("buffers are not counted");
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        var scope = context.getStore(HERE).remove(ResourceScope.class, ResourceScope.class);
        if (scope == null) {
            return;
        }
        Deadline.poll(GRACE, () -> !scope.hasOpenResources());
        ScopedLeakDetector.use(new ResourceScope("between tests"));
        scope.close();
    }
}
