package dev.weir.registry;

import dev.weir.access.Attributes;
import dev.weir.audit.AuditNote;
import dev.weir.http.Warnings;
import dev.weir.imagestream.HoldWords;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagSource;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.reference.TagName;
import dev.weir.registry.request.Action;
import dev.weir.registry.request.Conditions;
import dev.weir.registry.request.Refusal;
import dev.weir.registry.request.RegistryErrors;
import dev.weir.registry.request.RepositoryCall;
import dev.weir.registry.request.Right;
import dev.weir.streams.StreamContent;
import dev.weir.streams.StreamTags;
import dev.weir.streams.removal.DeletedDigests;
import dev.weir.streams.removal.DeletedDigests.Allowed;
import dev.weir.streams.removal.DeletedDigests.Outcome;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;

/**
 * {@code DELETE /v2/<name>/manifests/<reference>} (registry.md 3.3, 3.4): a tag leaves the stream;
 * a digest leaves the repository, with the tags that hold it.
 */
final class DeleteManifest implements Action.OnRepository {
  private static final String DELETED_TAGS = "Weir-Deleted-Tags";

  /** Of headers, that everybody takes. */
  private static final int MOST_CHARACTERS = 4000;

  private static final int MOST_NAMED = 5;

  private final StreamTags tags;
  private final StreamContent content;
  private final DeletedDigests deletes;
  private final Leases leases;
  private final Access access;

  DeleteManifest(RegistryDoor.Parts parts, Leases leases, Access access) {
    this.tags = parts.tags();
    this.content = parts.content();
    this.deletes = parts.deletes();
    this.leases = leases;
    this.access = access;
  }

  @Override
  public void serve(RepositoryCall call) throws IOException {
    if (call.hasDigest()) {
      deleteDigest(call);
    } else {
      deleteTag(call);
    }
    call.http().setHeader("Content-Length", "0").status(202);
  }

  private void deleteTag(RepositoryCall call) {
    boolean known =
        TagName.isValid(call.reference())
            && tags.tags(call.repository()).contains(call.reference());
    if (!known) {
      throw unknown(call);
    }
    Conditions conditions = Conditions.of(call.http());
    tags.delete(
        call.user(),
        call.repository(),
        call.reference(),
        before ->
            conditions.requireOn(
                before.newest(call.reference()).flatMap(event -> Digest.tryParse(event.image()))));
  }

  /** What is asked of the caller shows only when it is known what holds the digest. */
  private void deleteDigest(RepositoryCall call) {
    Digest digest = call.digest();
    StreamName repository = call.repository();
    Set<String> mayGo = new HashSet<>();
    boolean loose = access.may(call.user(), Right.PUSH.on(repository));
    boolean conditions = false;
    while (true) {
      Allowed allowed = new Allowed(mayGo, loose);
      if ((loose || !mayGo.isEmpty()) && !conditions) {
        if (content.canBePulled(repository, digest)) {
          Conditions.of(call.http()).requireOn(Optional.of(digest));
        }
        conditions = true;
      }
      switch (deletes.delete(call.user(), repository, digest, allowed)) {
        case Outcome.Gone(SortedSet<String> gone, List<SpecTag> following) -> {
          leases.unlinked(repository, digest);
          access.does(call.http(), Right.DELETE.deed(repository));
          if (!gone.isEmpty()) {
            AuditNote.of(call.http().request())
                .annotation("registry.weir.dev/deleted-tags", header(gone));
            call.http().setHeader(DELETED_TAGS, header(gone));
          }
          Warnings.add(
              call.http(), following.stream().map(tag -> comesBack(repository, tag)).toList());
          return;
        }
        case Outcome.Loose _ -> {
          requirePruner(call, digest);
          loose = true;
        }
        case Outcome.Held(SortedSet<String> held) -> {
          requireDeleters(call, digest, held);
          mayGo.addAll(held);
        }
        case Outcome.Listed(String image, String tag) ->
            throw refused(
                "image stream %s still holds %s: %s of tag %s lists it; delete that first"
                    .formatted(repository, digest, image, tag));
        case Outcome.Kept(SpecTag tag) ->
            throw refused(
                "image stream %s still holds %s: %s"
                    .formatted(repository, digest, HoldWords.keeps(repository, tag)));
        case Outcome.CameAgain(var since) ->
            throw refused(
                "%s came to image stream %s again since it was dropped there at %s, and stays; to delete it all the same, delete the tag"
                    .formatted(digest, repository, since));
        case Outcome.Unknown _ -> throw unknown(call);
      }
    }
  }

  private void requirePruner(RepositoryCall call, Digest digest) {
    access.require(
        call.http(),
        call.user(),
        images(digest),
        Right.DELETE.scope(call.repository()),
        "who may push there may delete what no tag holds: ask for the role "
            + Right.PUSH.role()
            + ", or system:image-pruner");
  }

  /** Who may prune, and not delete the tags, is told what holds the image, as OpenShift does. */
  private void requireDeleters(RepositoryCall call, Digest digest, Collection<String> held) {
    StreamName repository = call.repository();
    for (String tag : held) {
      Attributes wanted =
          Attributes.resource(
              "delete",
              "image.openshift.io",
              "imagestreamtags",
              repository.namespace(),
              repository.name() + ":" + tag);
      if (access.may(call.user(), wanted)) {
        continue;
      }
      if (access.may(call.user(), images(digest))) {
        throw refused(
            "image stream %s still holds %s in the history of %s, which you may not delete; delete the tag or prune the image"
                .formatted(repository, digest, named(held)));
      }
      access.require(
          call.http(),
          call.user(),
          wanted,
          Right.DELETE.scope(repository),
          "%s %s the image: ask for the role edit"
              .formatted(named(held), held.size() == 1 ? "holds" : "hold"));
    }
  }

  private static String comesBack(StreamName repository, SpecTag tag) {
    return "tag %1$s:%2$s follows %3$s and is what that has at its next import; delete the tag to end that"
        .formatted(repository, tag.name(), tag.from().map(TagSource::name).orElse(""));
  }

  private static Attributes images(Digest digest) {
    return Attributes.resource("delete", "image.openshift.io", "images", "", digest.toString());
  }

  private static Refusal refused(String message) {
    return RegistryErrors.UNSUPPORTED.refuse(message).header("Allow", "GET, HEAD, PUT");
  }

  private static String named(Collection<String> tags) {
    String some = tags.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
    int more = tags.size() - MOST_NAMED;
    return (tags.size() == 1 ? "tag " : "tags ")
        + some
        + (more > 0 ? " and " + more + " more" : "");
  }

  private static String header(Collection<String> tags) {
    StringBuilder text = new StringBuilder();
    for (String tag : tags) {
      if (text.length() + tag.length() > MOST_CHARACTERS) {
        return text + ",...";
      }
      text.append(text.isEmpty() ? "" : ",").append(tag);
    }
    return text.toString();
  }

  private static Refusal unknown(RepositoryCall call) {
    return RegistryErrors.MANIFEST_UNKNOWN.refuse(
        "repository " + call.repository() + " has no manifest \"" + call.reference() + "\"");
  }
}
