package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.remote.fake.FakeLogin;
import dev.weir.remote.fake.FakeProxy;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.SelfSigned;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Ways to another registry, and whether they lead there: the rows of a table. */
final class UpstreamAccess {
  /** Names of registries and token services that are reached through the proxy only. */
  static final String NAMES = "*.team.invalid";

  static final String PASSWORD = "correct-horse";
  static final String WRONG = "battery-staple";
  private static final String USER = "ann";

  private static final String CONFIG = "kubernetes.io/dockerconfigjson";
  private static final String FLAT = "kubernetes.io/dockercfg";
  private static final String NO_ACCESS = "you may not have access";
  private static final String WRONG_LOGIN = "incorrect username or password";

  private final SelfSigned trusted;
  private final FakeProxy proxy;
  private int opened;

  UpstreamAccess(SelfSigned trusted, FakeProxy proxy) {
    this.trusted = trusted;
    this.proxy = proxy;
  }

  /** Prepares the other side, and says what the project has. */
  private interface Setting {
    void make(Upstream upstream);
  }

  /**
   * One.
   *
   * @param name part of a project's
   * @param refusal words of it; empty if there is access
   * @param pullRefusal the same, to whoever pulls
   */
  record Row(String name, String refusal, String pullRefusal, Setting setting) {
    boolean isGranted() {
      return refusal.isEmpty();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static Row granted(String name, Setting setting) {
    return new Row(name, "", "", setting);
  }

  private static Row refused(String name, String words, String pullWords, Setting setting) {
    return new Row(name, words, pullWords, setting);
  }

  /** All that is tried. */
  static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    rows.addAll(secrets());
    rows.addAll(delegated());
    rows.addAll(transport());
    return rows;
  }

  private static List<Row> secrets() {
    return List.of(
        granted("dockercfg", u -> u.basic().secret(FLAT, ".dockercfg", u.host(), PASSWORD)),
        granted(
            "configjson", u -> u.basic().secret(CONFIG, ".dockerconfigjson", u.host(), PASSWORD)),
        granted("opaque-cfg", u -> u.basic().secret("Opaque", ".dockercfg", u.host(), PASSWORD)),
        granted(
            "opaque-json",
            u -> u.basic().secret("Opaque", ".dockerconfigjson", u.host(), PASSWORD)),
        granted(
            "of-the-path",
            u ->
                u.basic()
                    .secret(CONFIG, ".dockerconfigjson", u.host(), WRONG)
                    .secret(CONFIG, ".dockerconfigjson", u.host() + "/team/app", PASSWORD)),
        refused(
            "opaque-other",
            NO_ACCESS,
            "no basic auth credentials",
            u -> u.basic().secret("Opaque", "config.json", u.host(), PASSWORD)),
        refused(
            "excluded",
            NO_ACCESS,
            "no basic auth credentials",
            u -> u.basic().excluded().secret(CONFIG, ".dockerconfigjson", u.host(), PASSWORD)),
        refused(
            "wrong",
            WRONG_LOGIN,
            WRONG_LOGIN,
            u -> u.basic().secret(CONFIG, ".dockerconfigjson", u.host(), WRONG)),
        granted(
            "wrong-and-not-needed",
            u -> u.tokens(FakeRegistry.plain()).delegated(true).login(u.tokenHost(), WRONG)));
  }

  private static List<Row> delegated() {
    return List.of(
        granted(
            "login-of-the-realm",
            u -> u.tokens(FakeRegistry.plain()).delegated(false).login(u.tokenHost(), PASSWORD)),
        refused(
            "login-of-another-port",
            NO_ACCESS,
            "gives no token without a login",
            u ->
                u.tokens(FakeRegistry.plain())
                    .delegated(false)
                    .login(u.host(), PASSWORD)
                    .showsNoLogin()),
        granted("login-of-the-registry", u -> u.named().delegated(false).login(u.host(), PASSWORD)),
        granted(
            "wrong-login-of-the-realm",
            u -> u.named().delegated(false).login(u.tokenHost(), WRONG).login(u.host(), PASSWORD)),
        refused(
            "wrong-logins",
            WRONG_LOGIN,
            WRONG_LOGIN,
            u -> u.named().delegated(false).login(u.tokenHost(), WRONG).login(u.host(), WRONG)),
        refused(
            "realm-over-http",
            NO_ACCESS,
            "gives no token without a login",
            u ->
                u.secure()
                    .tokens(FakeRegistry.plain())
                    .delegated(false)
                    .login(u.tokenHost(), PASSWORD)
                    .login(u.host(), PASSWORD)
                    .showsNoLogin()),
        granted(
            "realm-over-http-insecure",
            u ->
                u.untrusted()
                    .byPolicy()
                    .tokens(FakeRegistry.plain())
                    .delegated(false)
                    .login(u.tokenHost(), PASSWORD)));
  }

  private static List<Row> transport() {
    return List.of(
        granted("https-proxy", u -> u.named().through("CONNECT " + u.host())),
        granted("http-proxy", u -> u.namedPlain().byPolicy().through("GET http://" + u.host())),
        granted("no-proxy", u -> u.secure().notThrough()),
        granted("plain-by-annotation", Upstream::byAnnotation),
        granted("plain-by-policy", Upstream::byPolicy),
        refused(
            "plain",
            "requires the insecure flag to import: set importPolicy.insecure: true",
            "set importPolicy.insecure: true (--insecure)",
            _ -> {}),
        granted("unknown-by-annotation", u -> u.untrusted().byAnnotation()),
        granted("unknown-by-policy", u -> u.untrusted().byPolicy()),
        refused(
            "unknown",
            "name its authority with \"weir serve --upstream-ca FILE\", or set",
            "name its authority with \"weir serve --upstream-ca FILE\", or set",
            Upstream::untrusted),
        granted("authority", Upstream::secure));
  }

  Upstream open(Row row) {
    Upstream upstream = new Upstream();
    row.setting().make(upstream);
    return upstream;
  }

  /**
   * The other side of a row, and what the project has for it. Plain HTTP if nothing else is said.
   */
  final class Upstream implements AutoCloseable {
    private final int number = ++opened;
    private final List<String> secrets = new ArrayList<>();
    private final List<Runnable> checks = new ArrayList<>();
    private final List<FakeRegistry> running = new ArrayList<>();
    private FakeRegistry registry = running(FakeRegistry.plain());
    private FakeRegistry tokens = registry;
    private String host = registry.host();
    private String tokenUrl = "";
    private boolean annotated;
    private boolean insecure;
    private boolean excluded;

    private FakeRegistry running(FakeRegistry started) {
      running.add(started);
      return started;
    }

    String host() {
      return host;
    }

    FakeRepository repository() {
      return registry.repository("team/app");
    }

    boolean annotated() {
      return annotated;
    }

    boolean insecure() {
      return insecure;
    }

    List<String> secrets() {
      return secrets;
    }

    /** Fails if something went another way than the row says. */
    void check() {
      checks.forEach(Runnable::run);
    }

    private Upstream at(FakeRegistry started) {
      registry = running(started);
      tokens = started;
      host = started.host();
      return this;
    }

    /** Over TLS, by an authority that the server was told of. */
    Upstream secure() {
      return at(FakeRegistry.tls(trusted));
    }

    /** Over TLS, by an authority that nobody knows. */
    Upstream untrusted() {
      return at(FakeRegistry.tls());
    }

    /** As secure, by a name that only the proxy knows; so is its token service. */
    Upstream named() {
      secure();
      host = "registry-" + number + ".team.invalid";
      proxy.lead(host + ":443", registry.port());
      proxy.lead(tokenHost() + ":443", registry.port());
      tokenUrl = "https://" + tokenHost();
      return this;
    }

    /** Over plain HTTP, by a name that only the proxy knows. */
    Upstream namedPlain() {
      host = "registry-" + number + ".team.invalid:" + registry.port();
      return this;
    }

    /** Its token service is there. */
    Upstream tokens(FakeRegistry service) {
      tokens = running(service);
      tokenUrl = service.url();
      if (host.equals(registry.host()) && registry.url().startsWith("http:")) {
        insecure = true;
      }
      return this;
    }

    String tokenHost() {
      return host.endsWith(".invalid") ? "tokens-" + number + ".team.invalid" : tokens.host();
    }

    /** Wants a user and a password itself. */
    Upstream basic() {
      registry.require(FakeLogin.basic(USER, PASSWORD));
      return byPolicy();
    }

    /**
     * Wants a token of its service.
     *
     * @param anonymous who shows no login gets one, too
     */
    Upstream delegated(boolean anonymous) {
      String realm = tokenUrl + "/token";
      FakeLogin login =
          anonymous
              ? FakeLogin.bearerWithAnonymousPull(realm, USER, PASSWORD)
              : FakeLogin.bearer(realm, USER, PASSWORD);
      registry.require(login);
      tokens.serveTokens(login);
      return this;
    }

    Upstream excluded() {
      excluded = true;
      return this;
    }

    Upstream login(String address, String password) {
      return secret(CONFIG, ".dockerconfigjson", address, password);
    }

    /** The project has a secret with a login for that address. */
    Upstream secret(String type, String key, String address, String password) {
      String entry = "\"auth\":\"" + base64(USER + ":" + password) + "\"";
      String flat = "{\"" + address + "\":{" + entry + "}}";
      String data = key.equals(".dockercfg") ? flat : "{\"auths\":" + flat + "}";
      secrets.add(
          "{'metadata':{'name':'login-%d','annotations':{%s}},'type':'%s','data':{'%s':'%s'}}"
              .formatted(
                  secrets.size(),
                  excluded ? "'openshift.io/image.excludeSecret':'true'" : "",
                  type,
                  key,
                  base64(data)));
      return this;
    }

    private static String base64(String text) {
      return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    Upstream byAnnotation() {
      annotated = true;
      return this;
    }

    Upstream byPolicy() {
      insecure = true;
      return this;
    }

    /** Nobody shows a login to the token service. */
    Upstream showsNoLogin() {
      FakeRegistry service = tokens;
      checks.add(() -> assertThat(service.logins()).isEmpty());
      return this;
    }

    /** The proxy was asked so. */
    Upstream through(String request) {
      checks.add(() -> assertThat(proxy.requests()).anyMatch(line -> line.startsWith(request)));
      return this;
    }

    /** The proxy was not asked. */
    Upstream notThrough() {
      String direct = host;
      checks.add(() -> assertThat(proxy.requests()).noneMatch(line -> line.contains(direct)));
      return this;
    }

    @Override
    public void close() {
      running.forEach(FakeRegistry::close);
    }
  }
}
