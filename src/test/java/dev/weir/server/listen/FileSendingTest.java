package dev.weir.server.listen;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.access.HeapBudget;
import dev.weir.blob.Blob;
import dev.weir.blob.file.FileBlobStore;
import dev.weir.blob.file.PatientFiles;
import dev.weir.http.Exchange;
import dev.weir.reference.Digest;
import dev.weir.registry.body.BlobBody;
import dev.weir.server.config.ListenAddress;
import dev.weir.server.config.ServerConfig.RegistryTls;
import dev.weir.server.data.DataDirectory;
import dev.weir.server.tls.Certificates;
import dev.weir.server.tls.ServerIdentity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.jetty.io.Content;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Blobs that are sound files: the kernel copies them to the sockets of clients. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FileSendingTest {
  /** More than sockets take at once. */
  private static final int SIZE = 24 << 20;

  private static final byte[] BYTES = new byte[SIZE];
  private static final Digest DIGEST;
  private static final int A_FEW = 100_000;
  private static final Duration PAUSE = Duration.ofMillis(300);
  private static final ListenAddress ANY_PORT = new ListenAddress("127.0.0.1", 0);

  static {
    new Random(3).nextBytes(BYTES);
    DIGEST = Digest.of(BYTES);
  }

  @TempDir private Path parent;
  private Path file;
  private DataDirectory data;
  private FileBlobStore blobs;
  private Listeners listeners;
  private ServerIdentity identity;

  private volatile WatchedFile.Disk disk = WatchedFile.Disk.READY;
  private final AtomicInteger reads = new AtomicInteger();

  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  /** More threads than carry virtual ones. */
  private static final int WAITING = PROCESSORS + 8;

  private final PatientFiles files = new PatientFiles(WAITING, PROCESSORS);
  private final List<FileChannel> opened = new ArrayList<>();

  /** How answers ended. */
  private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

  @BeforeEach
  void start() throws Exception {
    file = Files.write(parent.resolve("blob"), BYTES);
    data = DataDirectory.open(parent.resolve("data"));
    blobs = FileBlobStore.open(parent.resolve("store"));
    identity = new Certificates(data, Clock.systemUTC()).own(List.of());
    listen(RegistryTls.OFF, Listeners.Times.USUAL);
  }

  private void listen(RegistryTls tls, Listeners.Times times) throws Exception {
    listeners =
        Listeners.bind(
            ListenersTest.config(data.root(), ANY_PORT, ANY_PORT, tls),
            identity,
            new RequestMetrics(),
            new HeapBudget(256L << 20),
            times);
    listeners.start(this::answer, this::answer, data.socket());
  }

  private void listenAnew(RegistryTls tls, Listeners.Times times) throws Exception {
    listeners.close();
    listen(tls, times);
  }

  @AfterEach
  void stop() throws IOException {
    listeners.close();
    blobs.close();
    data.close();
    for (FileChannel channel : opened) {
      channel.close();
    }
  }

  private record WatchedBlob(SeekableByteChannel channel, long size) implements Blob {
    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /** {@code /START/LENGTH}, or two parts with words around them. */
  private void answer(Exchange http) throws IOException {
    String[] path = http.rawPath().split("/");
    if (path[1].equals("hello")) {
      http.send("text/plain", "hello".getBytes(US_ASCII));
      return;
    }
    if (path[1].equals("stored")) {
      try (Blob blob = blobs.open(DIGEST).orElseThrow()) {
        http.status(200).setHeader("Content-Length", Long.toString(SIZE));
        BlobBody.send(blob, 0, SIZE, http);
      }
      return;
    }
    long start = Long.parseLong(path[2]);
    long length = Long.parseLong(path[3]);
    FileChannel watched = files.of(WatchedFile.open(file, reads, disk));
    try (Blob blob = new WatchedBlob(watched, Files.size(file))) {
      if (path[1].equals("part")) {
        http.status(200).setHeader("Content-Length", Long.toString(length));
        BlobBody.send(blob, start, length, http);
      } else {
        http.status(206).setHeader("Content-Length", Long.toString(2 * length + 9));
        say(http, "one");
        BlobBody.send(blob, start, length, false, http);
        say(http, "two");
        BlobBody.send(blob, 0, length, false, http);
        say(http, "end");
      }
      ends.add("whole");
    } catch (IOException e) {
      ends.add("broke off");
      throw e;
    }
  }

  private static void say(Exchange http, String word) throws IOException {
    Content.Sink.write(
        http.response(), word.equals("end"), ByteBuffer.wrap(word.getBytes(US_ASCII)));
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(listeners.registry().host(), listeners.registry().port());
    socket.setSoTimeout(30_000);
    return socket;
  }

  /** Takes so little at a time that whoever sends has to wait. */
  private Socket connectNarrowly() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.setSoTimeout(30_000);
    socket.connect(new InetSocketAddress(listeners.registry().host(), listeners.registry().port()));
    return socket;
  }

  private static void ask(Socket socket, String path) throws IOException {
    socket
        .getOutputStream()
        .write(("GET " + path + " HTTP/1.1\r\nHost: weir\r\n\r\n").getBytes(US_ASCII));
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(US_ASCII).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("ended in " + head.toString(US_ASCII));
      }
      head.write(next);
    }
    return head.toString(US_ASCII);
  }

  private static byte[] body(Socket socket, int length) throws IOException {
    String head = head(socket.getInputStream());
    assertThat(head).contains("Content-Length: " + length + "\r\n");
    return socket.getInputStream().readNBytes(length);
  }

  private static byte[] part(int start, int length) {
    return Arrays.copyOfRange(BYTES, start, start + length);
  }

  private static byte[] rest(Socket socket) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      socket.getInputStream().transferTo(all);
    } catch (IOException _) {
      // a reset is an end, too
    }
    return all.toByteArray();
  }

  /** Descriptors of this process that are of the file. */
  private long open() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(this::isOfFile).count();
    }
  }

  private boolean isOfFile(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).startsWith(file);
    } catch (IOException _) {
      return false; // closed meanwhile
    }
  }

  @Test
  void nobodyReadsThem() throws Exception {
    try (Socket socket = connect()) {
      ask(socket, "/part/0/" + SIZE);

      assertThat(body(socket, SIZE)).isEqualTo(BYTES);
    }
    assertThat(reads).hasValue(0);
    await().untilAsserted(() -> assertThat(open()).isZero());
  }

  @ParameterizedTest
  @CsvSource({"1, 1000000", "65537, 65537", "20000000, 5165824", "25165823, 1", "7, 65536"})
  void partsOfThemAreExact(int start, int length) throws Exception {
    try (Socket socket = connect()) {
      ask(socket, "/part/" + start + "/" + length);

      assertThat(body(socket, length)).isEqualTo(part(start, length));
    }
  }

  @Test
  void whatNobodyComparedYetIsReadAndBreaksOffIfItIsDamaged() throws Exception {
    Path shelf = parent.resolve("store/blobs/sha256/" + DIGEST.hex().substring(0, 2));
    blobs.put(DIGEST, new ByteArrayInputStream(BYTES));
    try (Socket first = connect();
        Socket second = connect()) {
      ask(first, "/stored");
      assertThat(body(first, SIZE)).as("compared on the way").isEqualTo(BYTES);
      ask(second, "/stored");
      assertThat(body(second, SIZE)).as("copied").isEqualTo(BYTES);
    }
    try (FileChannel onDisk =
        FileChannel.open(shelf.resolve(DIGEST.hex()), StandardOpenOption.WRITE)) {
      onDisk.write(ByteBuffer.wrap(new byte[] {(byte) ~BYTES[7]}), 7);
    }
    try (Socket third = connect()) {
      ask(third, "/stored");
      String _ = head(third.getInputStream());
      assertThat(rest(third)).as("the file has changed").hasSizeLessThan(SIZE);
    }
  }

  @Test
  void aConnectionGoesOnAfterOne() throws Exception {
    try (Socket socket = connect()) {
      for (int i = 0; i < 3; i++) {
        ask(socket, "/part/5/1000000");
        assertThat(body(socket, 1_000_000)).isEqualTo(part(5, 1_000_000));
        ask(socket, "/hello");
        assertThat(body(socket, 5)).asString(US_ASCII).isEqualTo("hello");
      }
    }
  }

  @Test
  void requestsInOnePacketAreAnsweredInTurn() throws Exception {
    try (Socket socket = connect()) {
      String one = "GET /part/9/3000000 HTTP/1.1\r\nHost: weir\r\n\r\n";
      String other = "GET /hello HTTP/1.1\r\nHost: weir\r\n\r\n";
      socket.getOutputStream().write((one + other + one).getBytes(US_ASCII));

      assertThat(body(socket, 3_000_000)).isEqualTo(part(9, 3_000_000));
      assertThat(body(socket, 5)).asString(US_ASCII).isEqualTo("hello");
      assertThat(body(socket, 3_000_000)).isEqualTo(part(9, 3_000_000));
    }
  }

  @Test
  void anOldClientGetsTheEndOfTheConnectionAfterIt() throws Exception {
    try (Socket socket = connect()) {
      socket.getOutputStream().write("GET /part/0/3000000 HTTP/1.0\r\n\r\n".getBytes(US_ASCII));

      String _ = head(socket.getInputStream());
      assertThat(socket.getInputStream().readAllBytes()).isEqualTo(part(0, 3_000_000));
    }
  }

  @Test
  void severalPartsStandBetweenOtherWordsOfAnAnswer() throws Exception {
    try (Socket socket = connect()) {
      ask(socket, "/parts/70/2000000");

      ByteArrayOutputStream expected = new ByteArrayOutputStream();
      expected.write("one".getBytes(US_ASCII));
      expected.write(part(70, 2_000_000));
      expected.write("two".getBytes(US_ASCII));
      expected.write(part(0, 2_000_000));
      expected.write("end".getBytes(US_ASCII));
      assertThat(body(socket, 4_000_009)).isEqualTo(expected.toByteArray());
      ask(socket, "/hello");
      assertThat(body(socket, 5)).asString(US_ASCII).isEqualTo("hello");
    }
    assertThat(reads).hasValue(0);
  }

  @Test
  void manyClientsAtOnceGetThem() throws Exception {
    getWithManyClients();
  }

  private void getWithManyClients() throws Exception {
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<byte[]>> answers = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        int start = i * A_FEW;
        answers.add(
            clients.submit(
                () -> {
                  try (Socket socket = connect()) {
                    ask(socket, "/part/" + start + "/6000000");
                    return body(socket, 6_000_000);
                  }
                }));
      }
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).get()).isEqualTo(part(i * A_FEW, 6_000_000));
      }
    }
    await().untilAsserted(() -> assertThat(open()).isZero());
  }

  @Test
  void aClientThatTakesLittleAtATimeGetsAll() throws Exception {
    try (Socket socket = connectNarrowly()) {
      ask(socket, "/part/0/8000000");

      assertThat(body(socket, 8_000_000)).isEqualTo(part(0, 8_000_000));
    }
  }

  @Test
  void aClientThatReadsNothingIsCutOffAfterAWhile() throws Exception {
    listenAnew(RegistryTls.OFF, new Listeners.Times(Listeners.Times.USUAL.headers(), PAUSE, PAUSE));
    try (Socket socket = connect()) {
      ask(socket, "/part/0/" + SIZE);

      assertThat(ends.poll(30, TimeUnit.SECONDS)).isEqualTo("broke off");

      byte[] came = rest(socket);
      assertThat(came.length).isLessThan(SIZE);
    }
    await().untilAsserted(() -> assertThat(open()).isZero());
  }

  @Test
  void clientsThatBreakOffLeaveNoDescriptorBehind() throws Exception {
    for (int i = 0; i < 10; i++) {
      try (Socket socket = connect()) {
        ask(socket, "/part/0/" + SIZE);
        assertThat(socket.getInputStream().readNBytes(A_FEW)).hasSize(A_FEW);
      }
    }

    for (int i = 0; i < 10; i++) {
      assertThat(ends.poll(30, TimeUnit.SECONDS)).isEqualTo("broke off");
    }
    await().untilAsserted(() -> assertThat(open()).isZero());
  }

  @Test
  void oneThatBecomesShorterBreaksOffAtItsEnd() throws Exception {
    int shorter = SIZE / 2;
    try (Socket socket = connect()) {
      ask(socket, "/part/0/" + SIZE);
      String _ = head(socket.getInputStream());
      byte[] first = socket.getInputStream().readNBytes(A_FEW);
      try (FileChannel onDisk = FileChannel.open(file, StandardOpenOption.WRITE)) {
        onDisk.truncate(shorter);
      }

      byte[] rest = rest(socket);

      assertThat(first).isEqualTo(part(0, A_FEW));
      assertThat(rest).isEqualTo(part(A_FEW, shorter - A_FEW));
      assertThat(ends.poll(30, TimeUnit.SECONDS)).isEqualTo("broke off");
    }
  }

  @Test
  void oneThatIsDeletedMeanwhileIsSentToItsEnd() throws Exception {
    try (Socket socket = connect()) {
      ask(socket, "/part/0/" + SIZE);
      String _ = head(socket.getInputStream());
      byte[] first = socket.getInputStream().readNBytes(A_FEW);
      Files.delete(file);

      byte[] rest = socket.getInputStream().readNBytes(SIZE - A_FEW);

      assertThat(first).isEqualTo(part(0, A_FEW));
      assertThat(rest).isEqualTo(part(A_FEW, SIZE - A_FEW));
    }
  }

  @Test
  void theEndOfOneThatIsLargerThanMemoryIsSent() throws Exception {
    long gap = 5L << 30;
    try (FileChannel onDisk = FileChannel.open(file, StandardOpenOption.WRITE)) {
      onDisk.write(ByteBuffer.wrap(BYTES, 0, 1_000_000), gap);
    }
    try (Socket socket = connect()) {
      ask(socket, "/part/" + (gap - 1) + "/1000001");

      byte[] came = body(socket, 1_000_001);

      assertThat(came[0]).isZero();
      assertThat(Arrays.copyOfRange(came, 1, came.length)).isEqualTo(part(0, 1_000_000));
    }
  }

  @Test
  void aDiskThatDoesNotAnswerHoldsUpNobodyElse() throws Exception {
    CountDownLatch stuck = new CountDownLatch(PROCESSORS + 1);
    Path pipe = pipe();
    disk = WatchedFile.Disk.stuck(stuck, pipe);
    List<Socket> sockets = new ArrayList<>();
    try (ExecutorService clients =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      for (int i = 0; i < 2 * WAITING; i++) { // half of them wait for the others
        Socket socket = connectNarrowly();
        sockets.add(socket);
        ask(socket, "/part/0/" + SIZE);
        Future<byte[]> _ = clients.submit(() -> rest(socket));
      }
      try (Socket other = connect()) {
        assertThat(stuck.await(30, TimeUnit.SECONDS)).isTrue();
        ask(other, "/hello");
        assertThat(body(other, 5)).asString(US_ASCII).isEqualTo("hello");
      } finally {
        for (Socket socket : sockets) {
          socket.close();
        }
        goOn(pipe);
      }
    }
    for (int i = 0; i < 2 * WAITING; i++) {
      assertThat(ends.poll(30, TimeUnit.SECONDS)).isEqualTo("broke off");
    }
    disk = WatchedFile.Disk.READY;
    getWithManyClients();
  }

  private Path pipe() throws Exception {
    Path pipe = parent.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start().waitFor())
        .isZero();
    return pipe;
  }

  /** Nobody waits for the pipe any more, now or later. */
  private void goOn(Path pipe) throws IOException {
    opened.add(FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  @Test
  void aSlowDiskIsNoPauseOfTheClient() throws Exception {
    Duration pause = Duration.ofMillis(1500); // of a client that may be late on a busy machine
    CountDownLatch stuck = new CountDownLatch(1);
    Path pipe = pipe();
    disk = WatchedFile.Disk.stuck(stuck, pipe);
    listenAnew(RegistryTls.OFF, new Listeners.Times(Listeners.Times.USUAL.headers(), pause, pause));
    try (Socket socket = connectNarrowly();
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      ask(socket, "/part/0/8000000");
      Future<byte[]> came = clients.submit(() -> body(socket, 8_000_000));
      assertThat(stuck.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(ends.poll(2 * pause.toMillis(), TimeUnit.MILLISECONDS)).isNull();

      goOn(pipe);

      assertThat(came.get()).isEqualTo(part(0, 8_000_000));
    } finally {
      goOn(pipe);
    }
  }

  @Test
  void whatIsEncryptedIsReadAsBefore() throws Exception {
    listenAnew(RegistryTls.ON, Listeners.Times.USUAL);
    try (Socket socket =
        trusting()
            .getSocketFactory()
            .createSocket(listeners.registry().host(), listeners.registry().port())) {
      ask(socket, "/part/3/9000000");

      assertThat(body(socket, 9_000_000)).isEqualTo(part(3, 9_000_000));
    }
    assertThat(reads).hasPositiveValue();
  }

  private SSLContext trusting() throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(
        "ca",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(identity.trustPem())));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    return tls;
  }

  @Test
  void theyGoThroughTheUnixSocket() throws Exception {
    try (SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(data.socket()))) {
      socket.write(
          ByteBuffer.wrap(
              "GET /part/11/9000000 HTTP/1.1\r\nHost: weir\r\n\r\n".getBytes(US_ASCII)));
      InputStream in = Channels.newInputStream(socket);

      String _ = head(in);
      assertThat(in.readNBytes(9_000_000)).isEqualTo(part(11, 9_000_000));
    }
    assertThat(reads).hasValue(0);
  }
}
