package io.bulwark.benchmarks;

import io.bulwark.policy.PolicySnapshot;
import io.bulwark.proxy.event.EventQueue;
import io.bulwark.proxy.inspect.Inspector;
import io.bulwark.proxy.inspect.Workbench;
import io.bulwark.proxy.protocol.Coding;
import io.bulwark.proxy.protocol.Media;
import io.bulwark.proxy.protocol.Ruling;
import io.bulwark.proxy.protocol.TextOperation;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.proxy.telemetry.Meters;
import io.bulwark.signatures.Field;
import io.bulwark.signatures.match.Matcher;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.zip.GZIPOutputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What reading the one message of a unary call costs: framing, walk, all signatures over each string, decision. */
@State(Scope.Thread)
public class GrpcBenchmark {
    private static final TextOperation CALL = TextOperation.of("grpc", "POST", "/orders.v1.Orders/Place");
    private static final String ID = "5c5a8e4e-6c1c-4f5e-9a3e-0d7b1c2f3a4b";
    private static final int PREFIX_BYTES = 5;
    private static final int CUT = 40;

    private final Arena arena = Arena.ofShared();
    private final Matcher matcher = Engines.catalogue();
    private final PolicySnapshot policy = Policies.reportOnly();
    private final Meters meters = new Meters();
    private final Workbench bench =
            new Workbench(matcher, () -> policy, new EventQueue(meters), meters, System::nanoTime, Clock.systemUTC());
    private final Inspector inspector = new Inspector(bench, Flows.info(), Direction.TO_SERVER);
    private final byte[] order = order();
    private final MemorySegment plain = memory(framed(0, order));
    private final MemorySegment zipped = memory(framed(1, gzip(order)));
    private final ByteView view = new ByteView();

    /** An order of five fields: an identifier, a quantity, an address of two lines, a remark, a time. */
    private static byte[] order() {
        var address = new ByteArrayOutputStream();
        text(address, 1, "Main Street 1");
        text(address, 2, "Springfield");
        var order = new ByteArrayOutputStream();
        text(order, 1, ID);
        order.write(2 << 3);
        order.write(17);
        bytes(order, 3, address.toByteArray());
        text(order, 4, "please ring twice");
        order.write(5 << 3 | 1);
        order.writeBytes(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        return order.toByteArray();
    }

    private static void text(ByteArrayOutputStream out, int number, String text) {
        bytes(out, number, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void bytes(ByteArrayOutputStream out, int number, byte[] value) {
        out.write(number << 3 | 2);
        out.write(value.length);
        out.writeBytes(value);
    }

    private static byte[] framed(int flags, byte[] message) {
        var framed = new byte[PREFIX_BYTES + message.length];
        framed[0] = (byte) flags;
        framed[PREFIX_BYTES - 1] = (byte) message.length;
        System.arraycopy(message, 0, framed, PREFIX_BYTES, message.length);
        return framed;
    }

    private static byte[] gzip(byte[] content) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return out.toByteArray();
    }

    private MemorySegment memory(byte[] bytes) {
        var memory = arena.allocate(bytes.length, Long.BYTES);
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return memory;
    }

    @TearDown
    public void close() {
        bench.close();
        matcher.close();
        arena.close();
    }

    @Benchmark
    public Ruling unaryMessage() {
        return call(Coding.IDENTITY, plain, plain.byteSize());
    }

    @Benchmark
    public Ruling unaryMessageInTwoPieces() {
        return call(Coding.IDENTITY, plain, CUT);
    }

    @Benchmark
    public Ruling unaryGzipMessage() {
        return call(Coding.GZIP, zipped, zipped.byteSize());
    }

    private Ruling call(Coding coding, MemorySegment body, long cut) {
        inspector.begin(CALL);
        inspector.open(Field.HTTP_BODY, coding, Media.GRPC);
        inspector.chunk(view.wrap(body.address(), (int) cut, 0));
        if (cut < body.byteSize()) {
            inspector.chunk(view.wrap(body.address() + cut, (int) (body.byteSize() - cut), cut));
        }
        inspector.close();
        var ruling = inspector.decide(CALL);
        inspector.end();
        if (ruling instanceof Ruling.Deny) {
            throw new IllegalStateException("the message should have passed");
        }
        return ruling;
    }
}
