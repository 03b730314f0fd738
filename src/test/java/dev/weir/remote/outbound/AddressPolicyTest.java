package dev.weir.remote.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressPolicyTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "169.254.0.1",
        "fe80::1",
        "fd00:ec2::254",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "0.0.0.0",
        "0.1.2.3",
        "::",
        "224.0.0.1",
        "ff02::1",
        "255.255.255.255",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
        "::169.254.169.254"
      })
  void neverAllowsWhatIsNoHostOrHoldsCredentials(String address) throws Exception {
    InetAddress parsed = InetAddress.getByName(address);

    assertThat(AddressPolicy.PRIVATE_ALLOWED.refusal(parsed)).isPresent();
    assertThat(AddressPolicy.PUBLIC_ONLY.refusal(parsed)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.9.9.9",
        "::1",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "fd12::1",
        "fc00::1",
        "64:ff9b::a00:1",
        "::ffff:127.0.0.1"
      })
  void allowsPrivateAddressesOnlyWhenTold(String address) throws Exception {
    InetAddress parsed = InetAddress.getByName(address);

    assertThat(AddressPolicy.PRIVATE_ALLOWED.refusal(parsed)).isEmpty();
    assertThat(AddressPolicy.PUBLIC_ONLY.refusal(parsed)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"8.8.8.8", "172.32.0.1", "100.128.0.1", "2001:db8::1", "64:ff9b::808:808"})
  void allowsPublicAddresses(String address) throws Exception {
    assertThat(AddressPolicy.PUBLIC_ONLY.refusal(InetAddress.getByName(address))).isEmpty();
  }
}
