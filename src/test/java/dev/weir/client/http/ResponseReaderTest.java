package dev.weir.client.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import org.junit.jupiter.api.Test;

class ResponseReaderTest {
  private static ApiAnswer read(String text) throws IOException {
    return new ResponseReader(
            new ByteArrayInputStream(text.replace("\n", "\r\n").getBytes(US_ASCII)))
        .read("GET");
  }

  private static String body(ApiAnswer answer) throws IOException {
    return new String(answer.body().readAllBytes(), US_ASCII);
  }

  @Test
  void readsABodyOfAKnownLength() throws IOException {
    ApiAnswer answer = read("HTTP/1.1 200 OK\nContent-Length: 3\nWarning: 299 - \"x\"\n\nabcREST");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.all("warning")).containsExactly("299 - \"x\"");
    assertThat(body(answer)).isEqualTo("abc");
    assertThat(answer.reusable()).isTrue();
  }

  @Test
  void readsAChunkedBodyAndDropsTrailers() throws IOException {
    ApiAnswer answer =
        read("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n3;x=y\nabc\n2\nde\n0\nT: 1\n\n");
    assertThat(body(answer)).isEqualTo("abcde");
  }

  @Test
  void skipsInterimAnswers() throws IOException {
    assertThat(read("HTTP/1.1 100 Continue\n\nHTTP/1.1 204 No Content\n\n").status())
        .isEqualTo(204);
  }

  @Test
  void readsToTheEndWhenNoLengthIsGiven() throws IOException {
    ApiAnswer answer = read("HTTP/1.1 200 OK\n\nrest");
    assertThat(body(answer)).isEqualTo("rest");
    assertThat(answer.reusable()).isFalse();
  }

  @Test
  void neverTakesATruncatedBodyForAWholeOne() throws IOException {
    ApiAnswer sized = read("HTTP/1.1 200 OK\nContent-Length: 9\n\nabc");
    assertThatThrownBy(() -> body(sized)).isInstanceOf(EOFException.class);
    ApiAnswer chunked = read("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5\nabc");
    assertThatThrownBy(() -> body(chunked)).isInstanceOf(EOFException.class);
  }

  @Test
  void boundsTheHeaders() {
    assertThatThrownBy(() -> read("HTTP/1.1 200 OK\nA: " + "x".repeat(70_000) + "\n\n"))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void readsWarningTexts() {
    assertThat(Warnings.texts("299 - \"a \\\"b\\\"\", 299 - \"c\""))
        .containsExactly("a \"b\"", "c");
  }
}
