package dev.weir.serving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.cli.call.CliException;
import dev.weir.clients.RealClient;
import dev.weir.manifest.Manifest;
import dev.weir.manifest.ManifestReader;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.remote.RemoteManifest;
import dev.weir.remote.repository.Pictures;
import dev.weir.remote.repository.TargetRepository;
import dev.weir.resource.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code weir image serve}: a directory of images as a registry. */
class ImageServeTest {
  private final List<String> problems = new CopyOnWriteArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();
  @TempDir Path home;
  private Path disk;
  private TargetRepository repository;
  private RemoteManifest image;
  private DirectoryServer server;

  @BeforeEach
  void start() {
    disk = home.resolve("disk");
    repository = Pictures.directory(disk, "team/app");
    image = Pictures.image(repository, "v1", "hello");
    server =
        DirectoryServer.start(
            "127.0.0.1:0", Optional.empty(), new DirectoryDoor(disk, problems::add));
  }

  @AfterEach
  void stop() {
    server.close();
    client.close();
  }

  private String host() {
    return server.url().substring("http://".length());
  }

  private HttpResponse<String> ask(String method, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString(UTF_8));
  }

  private Digest layer() {
    return ((Manifest.ImageManifest) ManifestReader.read(image.mediaType(), image.bytes()))
        .layers()
        .getFirst()
        .digest();
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  @Test
  void theRootLeadsToTheProtocol() throws Exception {
    HttpResponse<String> root = ask("GET", "/");
    assertThat(root.statusCode()).isEqualTo(307);
    assertThat(header(root, "Location")).isEqualTo("/v2/");
    HttpResponse<String> ping = ask("GET", "/v2/");
    assertThat(ping.statusCode()).isEqualTo(200);
    assertThat(header(ping, "Docker-Distribution-API-Version")).isEqualTo("2.0");
  }

  @Test
  void aManifestHasTheTypeThatItSays() throws Exception {
    RemoteManifest list = Pictures.list(repository, "multi", "hello");
    for (String name : List.of("multi", list.digest().toString())) {
      HttpResponse<String> answer = ask("GET", "/v2/team/app/manifests/" + name);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo(new String(list.bytes(), UTF_8));
      assertThat(header(answer, "Content-Type")).isEqualTo(MediaTypes.OCI_INDEX);
      assertThat(header(answer, "Docker-Content-Digest")).isEqualTo(list.digest().toString());
    }
    HttpResponse<String> head = ask("HEAD", "/v2/team/app/manifests/v1");
    assertThat(header(head, "Content-Type")).isEqualTo(MediaTypes.OCI_MANIFEST);
    assertThat(header(head, "Content-Length")).isEqualTo(Integer.toString(image.bytes().length));
    assertThat(head.body()).isEmpty();
    assertThat(
            ask("GET", "/v2/team/app/manifests/v1", "If-None-Match", "\"" + image.digest() + "\"")
                .statusCode())
        .isEqualTo(304);
  }

  @Test
  void aBlobIsReadWholeAndInParts() throws Exception {
    byte[] config = "some bytes of a blob".getBytes(UTF_8);
    Digest digest = Digest.of(config);
    repository.upload(digest, config.length, () -> new ByteArrayInputStream(config));
    String path = "/v2/team/app/blobs/" + digest;
    HttpResponse<String> whole = ask("GET", path);
    assertThat(whole.body()).isEqualTo("some bytes of a blob");
    assertThat(header(whole, "Accept-Ranges")).isEqualTo("bytes");
    assertThat(header(whole, "Content-Type")).isEqualTo("application/octet-stream");
    HttpResponse<String> part = ask("GET", path, "Range", "bytes=5-9");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo("bytes");
    assertThat(header(part, "Content-Range")).isEqualTo("bytes 5-9/20");
    assertThat(ask("GET", path, "Range", "bytes=0-3,-4").body()).contains("some", "blob");
    assertThat(ask("GET", path, "Range", "bytes=20-").statusCode()).isEqualTo(416);
    HttpResponse<String> head = ask("HEAD", path);
    assertThat(header(head, "Content-Length")).isEqualTo("20");
    assertThat(header(head, "Docker-Content-Digest")).isEqualTo(digest.toString());
  }

  @Test
  void anEmptyBlobIsABlob() throws Exception {
    Digest digest = Digest.of(new byte[0]);
    repository.upload(digest, 0, InputStream::nullInputStream);
    HttpResponse<String> answer = ask("GET", "/v2/team/app/blobs/" + digest);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "Content-Length")).isEqualTo("0");
  }

  @Test
  void tagsAreListedInPages() throws Exception {
    repository.put(image, "v2");
    repository.put(image, "v3");
    assertThat(ask("GET", "/v2/team/app/tags/list").body())
        .isEqualTo("{\"name\":\"team/app\",\"tags\":[\"v1\",\"v2\",\"v3\"]}");
    HttpResponse<String> page = ask("GET", "/v2/team/app/tags/list?n=2");
    assertThat(page.body()).isEqualTo("{\"name\":\"team/app\",\"tags\":[\"v1\",\"v2\"]}");
    assertThat(header(page, "Link"))
        .isEqualTo("</v2/team/app/tags/list?n=2&last=v2>; rel=\"next\"");
    assertThat(ask("GET", "/v2/team/app/tags/list?n=2&last=v2").body()).contains("[\"v3\"]");
  }

  @Test
  void whatRefersToAnImageIsListed() throws Exception {
    RemoteManifest note = Pictures.about(repository, "", image, "a note");
    HttpResponse<String> answer = ask("GET", "/v2/team/app/referrers/" + image.digest());
    assertThat(header(answer, "Content-Type")).isEqualTo(MediaTypes.OCI_INDEX);
    assertThat(answer.body()).contains(note.digest().toString(), "application/vnd.example.note");
    assertThat(
            ask("GET", "/v2/team/app/referrers/" + image.digest() + "?artifactType=text/x").body())
        .doesNotContain(note.digest().toString());
  }

  @ParameterizedTest
  @CsvSource({
    "GET,    /v2/team/app/manifests/v9,        404, MANIFEST_UNKNOWN",
    "GET,    /v2/team/app/manifests/.part-1,   404, MANIFEST_UNKNOWN",
    "GET,    /v2/team/app/manifests/sha256:1,  400, DIGEST_INVALID",
    "GET,    /v2/team/app/blobs/v1,            400, DIGEST_INVALID",
    "GET,    /v2/team/none/tags/list,          404, NAME_UNKNOWN",
    "GET,    /v2/team/app/tags/list?n=x,       400, PAGINATION_NUMBER_INVALID",
    "GET,    /v2/TEAM/tags/list,               400, NAME_INVALID",
    "GET,    /v2/_catalog,                     404, UNSUPPORTED",
    "GET,    /other,                           404, UNSUPPORTED",
    "GET,    /admin/blobs/sha256:1,            404, UNSUPPORTED",
    "PUT,    /v2/team/app/manifests/v1,        405, UNSUPPORTED",
    "POST,   /v2/team/app/blobs/uploads/,      405, UNSUPPORTED",
    "DELETE, /v2/team/app/manifests/v1,        405, UNSUPPORTED",
  })
  void whatIsNotThereOrNotDoneIsToldInTheProtocolsForm(
      String method, String path, int status, String code) throws Exception {
    HttpResponse<String> answer = ask(method, path);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(Json.string(Json.parse(answer.body()).path("errors").path(0), "code"))
        .isEqualTo(code);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v2/../../secret",
        "/v2/team/app/blobs/../../../../secret",
        "/v2/team/app/manifests/..%2f..%2f..%2f..%2f..%2fsecret",
        "/v2/..%2f..%2fx/manifests/v1",
        "/v2/%2e%2e/%2e%2e/manifests/secret",
        "/v2/team/app/manifests/..",
        "/v2/team/app/manifests/%00",
        "/v2/team/app%00/manifests/v1",
        "/v2/team\\..\\app/manifests/v1",
        "/v2/%zz/manifests/v1",
        "//v2/team/app/manifests/v1",
        "/v2//etc/manifests/v1"
      })
  void noPathLeadsOutOfTheDirectory(String path) throws Exception {
    Files.writeString(home.resolve("secret"), "secret");
    int port = URI.create(server.url()).getPort();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write(
              ("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                  .getBytes(UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 40").doesNotContain("secret\n", "at dev.weir");
    }
  }

  @Test
  void linksThatLeadOutOfTheDirectoryAreNotShown() throws Exception {
    Path secret = Files.write(home.resolve("secret"), image.bytes());
    Path manifests = disk.resolve("v2/team/app/manifests");
    Files.createSymbolicLink(manifests.resolve("leak"), secret);
    HttpResponse<String> answer = ask("GET", "/v2/team/app/manifests/leak");
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).doesNotContain(home.toString());
    assertThat(problems).singleElement().asString().contains("leads out of " + disk);
  }

  @Test
  void aManifestThatTheDiskChangedIsNotShown() throws Exception {
    Files.writeString(disk.resolve("v2/team/app/blobs/" + image.digest()), "{}");
    assertThat(ask("GET", "/v2/team/app/manifests/v1").statusCode()).isEqualTo(500);
    assertThat(problems).singleElement().asString().contains("is damaged");
  }

  @Test
  void whatIsMirroredMeanwhileIsShown() throws Exception {
    assertThat(ask("GET", "/v2/team/new/manifests/v1").statusCode()).isEqualTo(404);
    Pictures.image(Pictures.directory(disk, "team/new"), "v1", "new");
    assertThat(ask("GET", "/v2/team/new/manifests/v1").statusCode()).isEqualTo(200);
  }

  @Test
  void skopeoCopiesFromIt() throws Exception {
    RealClient skopeo = RealClient.required(Map.of("HOME", home.toString()), "skopeo");
    RemoteManifest list = Pictures.list(repository, "multi", "hello");
    skopeo.run(
        "copy",
        "--all",
        "--src-tls-verify=false",
        "docker://" + host() + "/team/app:multi",
        "oci:" + home + "/copied:multi");
    assertThat(home.resolve("copied/blobs/sha256/" + list.digest().hex()))
        .hasBinaryContent(list.bytes());
    assertThat(skopeo.run("list-tags", "--tls-verify=false", "docker://" + host() + "/team/app"))
        .contains("\"multi\"", "\"v1\"");
  }

  @Test
  void podmanPullsFromIt() throws Exception {
    RealClient podman =
        RealClient.required(
            Map.of("HOME", home.toString()),
            "podman",
            "--root=" + home.resolve("podman"),
            "--runroot=" + home.resolve("run-podman"),
            "--storage-driver=vfs");
    String name = host() + "/team/app:v1";
    podman.run("pull", "--tls-verify=false", "-q", name);
    assertThat(podman.run("images", "-q", name)).isNotEmpty();
  }

  @Test
  void ocMirrorsFromItAndWhatOcMirroredIsShown() throws Exception {
    RealClient oc = RealClient.oc(Map.of("HOME", home.toString()));
    oc.run(
        "image",
        "mirror",
        "--insecure",
        "--dir=" + home.resolve("theirs"),
        host() + "/team/app:v1",
        "file://moved:v1");
    try (DirectoryServer theirs =
        DirectoryServer.start(
            "127.0.0.1:0",
            Optional.empty(),
            new DirectoryDoor(home.resolve("theirs"), problems::add))) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(theirs.url() + "/v2/moved/manifests/v1")).build(),
              BodyHandlers.ofString(UTF_8));
      assertThat(answer.body()).isEqualTo(new String(image.bytes(), UTF_8));
      HttpResponse<byte[]> layer =
          client.send(
              HttpRequest.newBuilder(URI.create(theirs.url() + "/v2/moved/blobs/" + layer()))
                  .build(),
              BodyHandlers.ofByteArray());
      assertThat(Digest.of(layer.body())).isEqualTo(layer());
    }
  }

  @Test
  void theProgramServesOverTlsUntilASignalEndsIt() throws Exception {
    Path key = home.resolve("key.pem");
    Path certificate = home.resolve("crt.pem");
    RealClient.required(Map.of(), "openssl")
        .run(
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=IP:127.0.0.1",
            "-keyout",
            key.toString(),
            "-out",
            certificate.toString());
    Process program =
        RealClient.weir(Map.of("HOME", home.toString()))
            .start(
                "image",
                "serve",
                "--dir=" + disk,
                "--listen=127.0.0.1:0",
                "--tls-crt=" + certificate,
                "--tls-key=" + key);
    try {
      String ready = program.inputReader(UTF_8).readLine();
      assertThat(ready).matches("ready registry=https://127\\.0\\.0\\.1:\\d+ dir=" + disk);
      Path authorities = Files.createDirectory(home.resolve("certs"));
      Files.copy(certificate, authorities.resolve("ca.crt"));
      String address = ready.replaceFirst(".*https://(\\S+) .*", "$1");
      RealClient skopeo = RealClient.required(Map.of("HOME", home.toString()), "skopeo");
      assertThat(
              skopeo.run(
                  "inspect",
                  "--raw",
                  "--cert-dir=" + authorities,
                  "docker://" + address + "/team/app:v1"))
          .isEqualTo(new String(image.bytes(), UTF_8));
    } finally {
      program.destroy();
    }
    assertThat(program.waitFor(20, TimeUnit.SECONDS)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"5000", "host", "a b:1", ":99999", "::1:5000", "http://x:1"})
  void anAddressThatIsNoneIsToldSo(String address) {
    assertThatExceptionOfType(CliException.class)
        .isThrownBy(() -> DirectoryServer.start(address, Optional.empty(), _ -> {}))
        .withMessage("--listen must be of the form [HOST]:PORT, not \"" + address + "\"");
  }

  @Test
  void aPortThatIsTakenIsToldSo() {
    assertThatExceptionOfType(CliException.class)
        .isThrownBy(() -> DirectoryServer.start(host(), Optional.empty(), _ -> {}))
        .withMessage(
            "cannot listen on " + host() + ": the port is in use; choose another with --listen");
  }

  @Test
  void flagsThatCannotBeUsedAreTold() throws Exception {
    RealClient weir = RealClient.weir(Map.of("HOME", home.toString())).in(home);
    assertThat(weir.attempt("", "image", "serve").err())
        .isEqualTo(
            "error: %s holds no mirrored images: there is no directory v2 in it; weir image mirror IMAGE file://NAME --dir=DIR makes it\n"
                .formatted(home));
    assertThat(weir.attempt("", "image", "serve", "--dir=disk", "--tls-key=x").err())
        .isEqualTo("error: --tls-crt and --tls-key need each other\n");
    assertThat(weir.attempt("", "image", "serve", "--dir=disk", "--tls-key=x", "--tls-crt=y").err())
        .isEqualTo(
            "error: --tls-crt: %s/y cannot be used: there is no such file or directory\n"
                .formatted(home));
    assertThat(weir.attempt("", "image", "serve", "--dir=disk", "more").exit()).isEqualTo(1);
    assertThat(weir.run("image", "serve", "--help")).contains("image serve --dir=DIR");
    assertThat(weir.run("image", "--help")).contains("image serve", "image extract");
  }
}
