package dev.weir.audit;

import dev.weir.access.Attributes;
import dev.weir.access.User;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.server.Request;

/** What the doors find out about a request while they answer it. Used by one thread. */
public final class AuditNote {
  private static final String ATTRIBUTE = AuditNote.class.getName();

  private final Instant received;
  private Optional<User> caller = Optional.empty();
  private Optional<User> impersonated = Optional.empty();
  private Optional<Attributes> wanted = Optional.empty();
  private List<Step> steps = List.of();
  private Optional<Login> login = Optional.empty();
  private String id = "";
  private String route = "";
  private boolean permitted;
  private Optional<Refusal> refusal = Optional.empty();
  private Map<String, String> annotations = Map.of();
  private boolean always;

  private AuditNote(Instant received) {
    this.received = received;
  }

  /** The note of a request; a new one at the first call. */
  public static AuditNote of(Request request) {
    if (request.getAttribute(ATTRIBUTE) instanceof AuditNote note) {
      return note;
    }
    AuditNote note = new AuditNote(Instant.ofEpochMilli(Request.getTimeStamp(request)));
    request.setAttribute(ATTRIBUTE, note);
    return note;
  }

  /** Notes who sent the request. */
  public void caller(User user) {
    caller = Optional.of(user);
  }

  /** Notes as whom the caller wants to be seen. */
  public void impersonated(User user) {
    impersonated = Optional.of(user);
  }

  /** Notes what the request is about; whether the caller may do that is open. */
  public void wanted(Attributes attributes) {
    wanted = Optional.of(attributes);
    permitted = false;
  }

  /** Notes what the caller has the right to: what is refused of it has other causes. */
  public void permitted(Attributes attributes) {
    wanted = Optional.of(attributes);
    permitted = true;
  }

  /**
   * One of several things that were done for a request.
   *
   * @param code with which the API would have answered
   */
  record Step(Attributes wanted, int code) {}

  /**
   * Notes a write that is part of what a request does, such as a form: each is recorded as if it
   * had come over the API.
   *
   * @param code with which the API would have answered
   */
  public void did(Attributes attributes, int code) {
    if (steps.isEmpty()) {
      steps = new ArrayList<>(); // most requests have none
    }
    steps.add(new Step(attributes, code));
    wanted(attributes);
  }

  List<Step> steps() {
    return Collections.unmodifiableList(steps);
  }

  /**
   * A try to log in.
   *
   * @param user as the log may show it
   */
  record Login(String user, boolean accepted) {}

  /**
   * Notes that somebody logs in, which is recorded whatever the method.
   *
   * @param user as the log may show it: people type passwords into the wrong field
   */
  public void login(String user, boolean accepted) {
    login = Optional.of(new Login(user, accepted));
  }

  /** Notes that the request is recorded although it only reads: it lets out more than others. */
  public void always() {
    always = true;
  }

  /**
   * Notes where the request led, by which requests are counted.
   *
   * @param template one of a bounded set, with braces for what is a client's own word
   */
  public void route(String template) {
    route = template;
  }

  /** Notes by which name the answer, the log and the audit log tell of the request. */
  public void id(String name) {
    id = name;
  }

  /** The name of the request; empty if nobody gave it one. */
  public String id() {
    return id;
  }

  boolean isPermitted() {
    return permitted;
  }

  /**
   * Why a request is refused.
   *
   * @param why as the client is told
   * @param byRule whether a rule of the server forbids what was asked for
   */
  record Refusal(String why, boolean byRule) {}

  /** Notes what the client is told of why its request is refused. */
  public void refused(String why) {
    refusal = Optional.of(new Refusal(why, false));
  }

  /**
   * As {@link #refused}, if a rule of the server forbids what was asked for, such as the allowed
   * registries.
   */
  public void ruledOut(String why) {
    refusal = Optional.of(new Refusal(why, true));
  }

  Optional<Refusal> refusal() {
    return refusal;
  }

  boolean isRuledOut() {
    return refusal.filter(Refusal::byRule).isPresent();
  }

  /** Where the request led; empty if it led nowhere. */
  public String route() {
    return route;
  }

  /** Notes what came of the request, by a key as those of other annotations. */
  public void annotation(String key, String value) {
    if (annotations.isEmpty()) {
      annotations = new LinkedHashMap<>(); // most requests have none
    }
    annotations.put(key, value);
  }

  boolean isFailedLogin() {
    return login.isPresent() && !login.get().accepted();
  }

  boolean isAlways() {
    return always;
  }

  Map<String, String> annotations() {
    return Collections.unmodifiableMap(annotations);
  }

  Instant received() {
    return received;
  }

  Optional<User> caller() {
    return caller;
  }

  Optional<User> impersonated() {
    return impersonated;
  }

  Optional<Attributes> wanted() {
    return wanted;
  }

  Optional<Login> login() {
    return login;
  }
}
