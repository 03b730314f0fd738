package dev.weir.clients.soak;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * The model of a stream, or of somebody's own tags in one that others push to: what it holds by the
 * answers that its owner got, who alone changes it; anybody may pull from it. A change without an
 * answer leaves it in doubt until somebody looks.
 */
final class Repository {
  private final String project;
  private final String name;
  private final String prefix;
  private final Map<String, List<Artifact>> tags = new TreeMap<>();
  private final Map<String, Referrer> referrers = new LinkedHashMap<>();
  private final List<Referrer> abandoned = new ArrayList<>();
  private long removals;
  private boolean removing;
  private boolean doubtful;
  private Optional<Referrer> perhaps = Optional.empty();

  Repository(String project, String name) {
    this(project, name, "");
  }

  /**
   * Tags of somebody.
   *
   * @param prefix of their names; empty if the whole stream is theirs
   */
  Repository(String project, String name, String prefix) {
    this.project = project;
    this.name = name;
    this.prefix = prefix;
  }

  /** Whether others push to the stream too. */
  boolean isShared() {
    return !prefix.isEmpty();
  }

  /** Name of a tag. */
  String tag(int number) {
    return prefix + "t" + number;
  }

  /**
   * Something that refers to an image.
   *
   * @param tag under which clients without the referrers API find it; empty if it has none
   */
  record Referrer(Artifact artifact, String subject, Optional<String> tag) {}

  /** Sends something, and says what has changed once it is answered. */
  interface Request {
    Runnable send() throws Exception;
  }

  String project() {
    return project;
  }

  String name() {
    return name;
  }

  /** {@code PROJECT/STREAM}. */
  String path() {
    return project + "/" + name;
  }

  void add(Request request) throws Exception {
    change(request, false);
  }

  void remove(Request request) throws Exception {
    change(request, true);
  }

  private void change(Request request, boolean removes) throws Exception {
    synchronized (this) {
      doubtful = true;
      removing |= removes;
    }
    Runnable answered = request.send();
    synchronized (this) {
      answered.run();
      settled();
    }
  }

  private void settled() {
    doubtful = false;
    perhaps = Optional.empty();
    if (removing) {
      abandon();
      removing = false;
      removals++;
    }
  }

  /** Events of all tags. */
  synchronized int size() {
    return tags.values().stream().mapToInt(List::size).sum();
  }

  /** How often something was removed. */
  synchronized long removals() {
    return removals;
  }

  synchronized boolean isDoubtful() {
    return doubtful;
  }

  /** Whether what is in doubt would only bring something. */
  synchronized boolean isAdding() {
    return !removing;
  }

  /** What is there if the change that begins now comes to something. */
  synchronized void mayRefer(Referrer referrer) {
    perhaps = Optional.of(referrer);
  }

  /** What may be there since a change without an answer. */
  synchronized Optional<Referrer> perhaps() {
    return perhaps;
  }

  /** Changes only within a change. */
  synchronized void tagged(String tag, Artifact artifact) {
    List<Artifact> events = tags.computeIfAbsent(tag, _ -> new ArrayList<>());
    if (events.isEmpty() || !events.getFirst().equals(artifact)) {
      events.addFirst(artifact);
    }
  }

  synchronized void untagged(String tag) {
    tags.remove(tag);
  }

  synchronized void refers(Referrer referrer) {
    referrers.put(referrer.artifact().digest(), referrer);
  }

  synchronized void cleared() {
    tags.clear();
    referrers.clear();
  }

  /** What the server shows, where the model leaves it open. */
  synchronized void becomes(Map<String, List<Artifact>> shown, Collection<Referrer> kept) {
    tags.clear();
    shown.forEach((tag, events) -> tags.put(tag, new ArrayList<>(events)));
    referrers.clear();
    kept.forEach(this::refers);
    settled();
  }

  synchronized Map<String, List<Artifact>> tags() {
    Map<String, List<Artifact>> copy = new TreeMap<>();
    tags.forEach((tag, events) -> copy.put(tag, List.copyOf(events)));
    return copy;
  }

  synchronized List<Referrer> referrers() {
    return List.copyOf(referrers.values());
  }

  synchronized Optional<String> anyTag(Random random) {
    List<String> names = List.copyOf(tags.keySet());
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(names.get(random.nextInt(names.size())));
  }

  /** A held artifact, and the number of removals at which it was. */
  record Held(Artifact artifact, long removals) {}

  /** Something that can be pulled now, unless something is being removed. */
  synchronized Optional<Held> any(Random random) {
    if (removing || tags.isEmpty()) {
      return Optional.empty();
    }
    List<Artifact> all = new ArrayList<>();
    tags.values().forEach(all::addAll);
    Set<String> images = images();
    referrers.values().stream()
        .filter(r -> images.contains(r.subject()))
        .forEach(r -> all.add(r.artifact()));
    return Optional.of(new Held(all.get(random.nextInt(all.size())), removals));
  }

  /** Whether nothing was removed meanwhile, so that it had to be there all the time. */
  synchronized boolean hadToHave(Held held) {
    return !removing && removals == held.removals;
  }

  /** Digests of the manifests that the tags hold, with those that indexes list. */
  synchronized Set<String> images() {
    Set<String> found = new HashSet<>();
    tags.values().forEach(events -> events.forEach(event -> manifests(event, found)));
    return found;
  }

  private static void manifests(Artifact artifact, Set<String> into) {
    into.add(artifact.digest());
    artifact.children().forEach(child -> manifests(child, into));
  }

  /** What refers to something that is gone may go with it, also if that comes back. */
  private void abandon() {
    Set<String> live = live();
    for (Referrer referrer : List.copyOf(referrers.values())) {
      if (!live.contains(referrer.artifact().digest())) {
        referrers.remove(referrer.artifact().digest());
        abandoned.add(referrer);
      }
    }
  }

  /** Digests of everything that has to be stored for it, once all leases have ended. */
  synchronized Set<String> live() {
    return live(referrers.values());
  }

  /** The same with what may be stored besides. */
  synchronized Set<String> most() {
    List<Referrer> all = new ArrayList<>(referrers.values());
    all.addAll(abandoned);
    return live(all);
  }

  private Set<String> live(Collection<Referrer> all) {
    Set<String> live = new HashSet<>();
    tags.values().forEach(events -> events.forEach(event -> live.addAll(event.closure())));
    Set<String> subjects = images();
    boolean more = true;
    while (more) {
      more = false;
      for (Referrer referrer : all) {
        if (subjects.contains(referrer.subject()) && subjects.add(referrer.artifact().digest())) {
          live.addAll(referrer.artifact().closure());
          more = true;
        }
      }
    }
    return live;
  }
}
