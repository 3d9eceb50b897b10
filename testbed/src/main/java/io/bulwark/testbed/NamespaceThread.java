package io.bulwark.testbed;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A thread that has moved into a network namespace: every socket it makes belongs there, wherever it is used later. */
@SuppressWarnings("restricted") // setns has no other door
public final class NamespaceThread {
    private static final int CLONE_NEWNET = 0x40000000;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle OPEN = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("open"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle SETNS = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("setns"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle CLOSE = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("close"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private NamespaceThread() {}

    /** What {@code task} returns when it runs on a new thread inside the namespace. */
    public static <T> T call(String namespace, Callable<T> task) throws Exception {
        var result = new FutureTask<>(() -> {
            enter(namespace);
            return task.call();
        });
        Thread.ofPlatform().daemon().name("in-" + namespace).start(result);
        try {
            return result.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw new AssertionError(e.getCause());
        }
    }

    private static void enter(String namespace) {
        try (var arena = Arena.ofConfined()) {
            var descriptor = (int) OPEN.invokeExact(arena.allocateFrom("/run/netns/" + namespace), 0);
            var entered = (int) SETNS.invokeExact(descriptor, CLONE_NEWNET);
            var _ = (int) CLOSE.invokeExact(descriptor);
            if (entered != 0) {
                throw new IllegalStateException("cannot enter the network namespace " + namespace);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
