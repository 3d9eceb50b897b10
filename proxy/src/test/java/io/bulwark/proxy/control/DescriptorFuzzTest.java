package io.bulwark.proxy.control;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bulwark.policy.Bytes;
import io.bulwark.policy.NamedFiles;
import io.bulwark.policy.PolicyParse;
import io.bulwark.policy.PolicyParser;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;

@Tag("fuzz")
class DescriptorFuzzTest {
    private static final byte[] POLICY = """
            apiVersion: bulwark.io/v1alpha1
            kind: InspectionPolicy
            metadata: {name: fuzz}
            spec: {grpc: {descriptors: [a.pb]}}
            """.getBytes(StandardCharsets.US_ASCII);

    private record Path(String text) implements Bytes {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public byte get(int index) {
            return (byte) text.charAt(index);
        }
    }

    @FuzzTest
    void aSetOfAnyBytesIsReadWithoutAFaultAndItsProblemsArePlain(byte[] input) {
        switch (PolicyParser.parse(POLICY, _ -> new NamedFiles.Outcome.Whole(input))) {
            case PolicyParse.Rejected(var problems) -> problems.forEach(problem -> plain(problem.toString()));
            case PolicyParse.Parsed(var snapshot, var warnings) -> {
                warnings.forEach(warning -> plain(warning.toString()));
                var message = snapshot.grpcMessage(new Path("/t.S/Call"), true);
                for (var depth = 0; depth < 100 && message != null; depth++) {
                    var field = message.field(1);
                    message = field == null ? null : field.message();
                }
            }
        }
    }

    private static void plain(String text) {
        if (text.length() > 2_000 || !text.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw new AssertionError("a problem that is long or not printable");
        }
    }
}
