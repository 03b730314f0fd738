package dev.weir.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.remote.outbound.Outbound;
import dev.weir.remote.outbound.OutboundAnswer;
import dev.weir.remote.outbound.OutboundException;
import dev.weir.remote.outbound.OutboundRequest;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EndpointProbeTest {
  private Instant now = Instant.EPOCH;
  private int asked;
  private Duration silence = Duration.ofSeconds(20);
  private OutboundException.Kind fault = OutboundException.Kind.TIMEOUT;

  private final EndpointProbe probe =
      new EndpointProbe(
          new Outbound() {
            @Override
            public OutboundAnswer send(OutboundRequest request) throws OutboundException {
              asked++;
              now = now.plus(silence);
              throw new OutboundException(fault, "silent.example: no answer in time");
            }

            @Override
            public void close() {}
          },
          () -> now);

  private RemoteException find() {
    return catchThrowableOfType(
        RemoteException.class, () -> probe.find("silent.example", TransportPolicy.SECURE));
  }

  @Test
  void aSilentHostIsRememberedForSecondsAndThenAskedAgain() {
    RemoteException first = find();
    RemoteException second = find();
    assertThat(asked).isEqualTo(1);
    assertThat(second).hasMessage(first.getMessage()).isNotSameAs(first);
    assertThat(second.isTriedAgain()).isFalse();
    assertThat(second.mayPass()).isTrue();

    now = now.plusSeconds(11);
    assertThat(find()).isNotNull();
    assertThat(asked).isEqualTo(2);
  }

  @Test
  void aHostThatRefusesConnectionsIsRememberedToo() {
    silence = Duration.ZERO;
    fault = OutboundException.Kind.CONNECT;
    assertThat(find()).isNotNull();
    assertThat(find()).isNotNull();
    assertThat(asked).isEqualTo(1);
  }

  @Test
  void whatFailsQuicklyAndMayPassIsAskedAgainAtOnce() {
    silence = Duration.ofMillis(10);
    fault = OutboundException.Kind.BROKEN;
    assertThat(find().isTriedAgain()).isTrue();
    assertThat(find().isTriedAgain()).isTrue();
    assertThat(asked).isEqualTo(2);
  }
}
