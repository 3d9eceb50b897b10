package io.bulwark.proxy.relay;

import static io.bulwark.proxy.protocol.FlowInfo.Side.EGRESS;
import static io.bulwark.proxy.protocol.FlowInfo.Side.INGRESS;
import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.proxy.identity.Destination;
import io.bulwark.proxy.identity.Peer;
import io.bulwark.proxy.identity.PeerAddress;
import io.bulwark.proxy.testing.NoLeaks;
import java.net.InetAddress;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class AdmissionTest {
    private static final Destination OWN_APP = at("10.0.0.5", 8080);
    private static final Destination OWN_LISTENER = at("10.0.0.5", 15_006);
    private static final Destination OTHER = at("10.0.0.9", 8080);
    private static final Destination OTHERS_LISTENER = at("10.0.0.9", 15_006);
    private static final Peer PEER = new Peer.Unknown(new PeerAddress(OTHER.address(), 40_000));

    private final Admission admission =
            new Admission(Set.of(15_001, 15_006), address -> address.equals(OWN_APP.address()));

    private static Destination at(String address, int port) {
        return new Destination(InetAddress.ofLiteral(address), port);
    }

    private static Admission.Answer refused(Admission.Reason reason) {
        return new Admission.Answer.Refused(reason);
    }

    @Test
    void anInboundConnectionToThisPodIsAdmittedWithAllThatIsKnownOfIt() {
        // When
        var answer = admission.admitIntercepted(PEER, OWN_APP, INGRESS);
        // Then
        assertThat(answer).isInstanceOfSatisfying(Admission.Answer.Admitted.class, admitted -> {
            var flow = admitted.permit().flow("f-1");
            assertThat(flow.id()).isEqualTo("f-1");
            assertThat(flow.peer()).isEqualTo(PEER);
            assertThat(flow.destination()).isEqualTo(OWN_APP);
            assertThat(flow.side()).isEqualTo(INGRESS);
        });
    }

    @Test
    void anInboundConnectionToAnotherAddressIsRefusedSinceWeAreNoOpenRelay() {
        assertThat(admission.admitIntercepted(PEER, OTHER, INGRESS))
                .isEqualTo(refused(Admission.Reason.FOREIGN_DESTINATION));
        assertThat(admission.admitIntercepted(PEER, OTHERS_LISTENER, INGRESS))
                .isEqualTo(refused(Admission.Reason.FOREIGN_DESTINATION));
    }

    @Test
    void anOutboundConnectionMayGoAnywhereButToOurselves() {
        assertThat(admission.admitIntercepted(PEER, OTHER, EGRESS)).isInstanceOf(Admission.Answer.Admitted.class);
        assertThat(admission.admitIntercepted(PEER, OTHERS_LISTENER, EGRESS))
                .isInstanceOf(Admission.Answer.Admitted.class);
        assertThat(admission.admitIntercepted(PEER, OWN_LISTENER, EGRESS)).isEqualTo(refused(Admission.Reason.LOOP));
    }

    @Test
    void aConnectionToOurOwnListenerIsALoopOnEitherSideAndOnExplicitListenersToo() {
        assertThat(admission.admitIntercepted(PEER, OWN_LISTENER, INGRESS)).isEqualTo(refused(Admission.Reason.LOOP));
        assertThat(admission.admitExplicit(PEER, OWN_LISTENER, INGRESS)).isEqualTo(refused(Admission.Reason.LOOP));
        assertThat(admission.admitExplicit(PEER, OTHERS_LISTENER, INGRESS))
                .isInstanceOf(Admission.Answer.Admitted.class);
    }
}
