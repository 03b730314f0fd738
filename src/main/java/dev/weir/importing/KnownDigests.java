package dev.weir.importing;

import dev.weir.image.Images;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.ImportedTag;
import dev.weir.imagestream.ImportedTags;
import dev.weir.importing.age.SeenTags;
import dev.weir.importing.bounds.ImportMemory;
import dev.weir.importing.lists.ImportMode;
import dev.weir.importing.lists.ListChoice;
import dev.weir.importing.lists.ListChoices;
import dev.weir.manifest.Descriptor;
import dev.weir.manifest.Manifest;
import dev.weir.manifest.ManifestException;
import dev.weir.manifest.ManifestReader;
import dev.weir.manifest.MediaTypes;
import dev.weir.manifest.PlatformChoice;
import dev.weir.reference.Digest;
import dev.weir.reference.ImageReference;
import dev.weir.reference.ParsedName;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.streams.PublishedHost;
import dev.weir.streams.StoredImages;
import dev.weir.streams.Streams;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an import of a tag would come to, without fetching anything, from the digest that its
 * registry has under the tag.
 *
 * <p>That a registry names a digest is no proof that it has it: a digest is no right (0028). So an
 * image is taken from here only if the stream may be shown it anyway, or if it was fetched from the
 * very repository that is asked, by whosever logins: that repository says now that it gives it to
 * these ones too. It must be here as an import would leave it, with its manifest and all that a
 * preserved list has.
 */
public final class KnownDigests {
  private static final int MAX_NESTING = 3;

  private final StoredImages images;
  private final PublishedHost host;
  private final ListChoices choices;
  private final SeenTags seen;
  private final BiPredicate<StreamName, Digest> mayShow;

  /**
   * Over the images of a server.
   *
   * @param seen what was fetched for tags and waits to be taken
   * @param mayShow whether a stream may be shown a manifest of another registry without fetching it
   */
  KnownDigests(
      Streams streams,
      ListChoices choices,
      SeenTags seen,
      BiPredicate<StreamName, Digest> mayShow) {
    this.seen = seen;
    this.images = streams.images();
    this.host = streams.published();
    this.choices = choices;
    this.mayShow = mayShow;
  }

  /** What is known without fetching. */
  public sealed interface Known {
    /**
     * The tag is that already, and says nothing else: an import would write nothing. Never of a tag
     * whose images have to wait, since what waits is given up if its registry goes back.
     */
    record Same() implements Known {}

    /** What the import would find, or that there is no room for it; to be stored as such. */
    record Found(ImportOutcome outcome) implements Known {}

    /** It must be fetched. */
    record Unknown() implements Known {}
  }

  /**
   * Looks.
   *
   * @param wanted of the stream's own tag, from another registry
   * @param upstream digest that the registry has there
   * @param memory holds what is found
   */
  public Known find(ImageStream stream, Wanted wanted, Digest upstream, ImportMemory.Part memory) {
    return ParsedName.of(wanted.from()) instanceof ParsedName.Read(ImageReference asked)
            && !asked.registry().equals(host.host())
        ? new Look(stream, wanted, asked).find(upstream, memory)
        : new Known.Unknown();
  }

  /** For one tag. */
  private final class Look {
    private final ImageStream stream;
    private final Wanted wanted;
    private final ImageReference asked;
    private final boolean insecure;
    private final Descriptor.Platform platform;

    Look(ImageStream stream, Wanted wanted, ImageReference asked) {
      this.stream = stream;
      this.wanted = wanted;
      this.asked = asked;
      this.insecure = stream.allowsInsecure(wanted.policy());
      boolean byDigest = !asked.withClientDefaults().mostSpecific().id().isEmpty();
      this.platform = byDigest ? PlatformChoice.USUAL : ImportSearch.platform(stream, wanted.to());
    }

    Known find(Digest upstream, ImportMemory.Part memory) {
      ListChoice choice = new ListChoice(upstream, platform);
      Optional<Digest> chosen =
          wanted.mode() == ImportMode.LEGACY
              ? choices.find(stream.name(), wanted.to(), choice)
              : Optional.empty();
      if (!stream.minimumAge(wanted.to()).isSet() && isSame(chosen.orElse(upstream))) {
        return new Known.Same();
      }
      Optional<FetchedImage> found =
          chosen.isPresent()
              ? usable(chosen.get()).filter(i -> !isList(i.image())).map(i -> i.chosen(choice))
              : image(upstream, 0);
      return found
          .map(image -> KeptImages.stored(memory, image.outcome(asked)))
          .<Known>map(Known.Found::new)
          .orElseGet(Known.Unknown::new);
    }

    private boolean isSame(Digest image) {
      String at = host.strip(asked.withId(image.toString()).exact());
      ImportedTag found =
          new ImportedTag(
              wanted.to(),
              wanted.from(),
              wanted.policy(),
              wanted.referencePolicy(),
              true,
              new ImportedTag.Result.Found(at, image.toString()));
      return ImportedTags.apply(stream, List.of(found), Instant.EPOCH)
              instanceof ImportedTags.Outcome.Unchanged
          && brought(image).filter(this::isThere).isPresent();
    }

    /** With all its images, where it is a list that is to have them. */
    private boolean isThere(ObjectNode image) {
      return switch (mode(image)) {
        case LEGACY -> !isList(image);
        case LIST_ALONE -> true;
        case PRESERVE_ORIGINAL -> hasAll(image);
      };
    }

    /** What becomes of a list, of which there may be nothing to choose. */
    private ImportMode mode(ObjectNode image) {
      ImportMode mode = wanted.mode();
      return mode == ImportMode.LEGACY
              && Digest.tryParse(Meta.name(image))
                  .flatMap(KnownDigests.this::list)
                  .filter(PlatformChoice::isNoneOf)
                  .isPresent()
          ? ImportMode.PRESERVE_ORIGINAL
          : mode;
    }

    private boolean hasAll(ObjectNode image) {
      return Json.arrayAt(image, "dockerImageManifests")
          .valueStream()
          .filter(child -> ImageFetch.isManifest(Json.string(child, "mediaType")))
          .map(child -> images.find(Json.string(child, "digest")))
          .allMatch(child -> child.filter(i -> !Images.isClaimed(i)).isPresent());
    }

    private Optional<FetchedImage> image(Digest digest, int nesting) {
      Optional<FetchedImage> found = usable(digest).filter(_ -> nesting <= MAX_NESTING);
      if (found.isEmpty() || !isList(found.get().image())) {
        return found;
      }
      return switch (mode(found.get().image())) {
        case LEGACY ->
            list(digest)
                .flatMap(list -> PlatformChoice.of(list, platform))
                .flatMap(child -> image(child.digest(), nesting + 1))
                .map(image -> image.chosen(new ListChoice(digest, platform)));
        case LIST_ALONE -> found;
        case PRESERVE_ORIGINAL ->
            list(digest).flatMap(this::children).map(found.get()::withChildren);
      };
    }

    /** Of a list that an import takes, and of single images, as nearly all are. */
    private Optional<List<FetchedImage>> children(Manifest.IndexManifest list) {
      List<Descriptor> wished =
          list.manifests().stream()
              .filter(child -> ImageFetch.isManifest(child.mediaType()))
              .toList();
      List<FetchedImage> children = new ArrayList<>();
      for (Descriptor child : wished) {
        usable(child.digest()).filter(image -> !isList(image.image())).ifPresent(children::add);
      }
      return children.size() == wished.size() ? Optional.of(children) : Optional.empty();
    }

    private Optional<FetchedImage> usable(Digest digest) {
      return brought(digest)
          .filter(image -> mayUse(digest, image))
          .flatMap(
              image ->
                  images
                      .texts()
                      .find(digest)
                      .map(text -> new String(text, StandardCharsets.UTF_8))
                      .map(text -> image.put("dockerImageManifest", text)))
          .map(image -> new FetchedImage(digest, image, List.of(), Optional.empty()));
    }

    private boolean mayUse(Digest digest, ObjectNode image) {
      return seen.of(stream, wanted.to()).find(digest.toString()).isPresent()
          || mayShow.test(stream.name(), digest)
          || (!insecure && isFromHere(image));
    }

    /** Who fetched it was sure who answered, or else whoever asks now is. */
    private boolean isFromHere(ObjectNode image) {
      return ParsedName.of(Json.string(image, "dockerImageReference"))
              instanceof ParsedName.Read(ImageReference place)
          && place(place).equals(place(asked));
    }

    private static String place(ImageReference reference) {
      ImageReference full = reference.withClientDefaults();
      return full.v2Host() + "/" + full.repositoryPath();
    }
  }

  /** The Image of what somebody fetched or pushed, not only spoke of. */
  private Optional<ObjectNode> brought(Digest digest) {
    return images.find(digest.toString()).filter(image -> !Images.isClaimed(image));
  }

  private Optional<Manifest.IndexManifest> list(Digest digest) {
    try {
      return images
          .texts()
          .find(digest)
          .map(ManifestReader::readStored)
          .flatMap(
              manifest ->
                  manifest instanceof Manifest.IndexManifest list
                      ? Optional.of(list)
                      : Optional.empty());
    } catch (ManifestException _) {
      return Optional.empty();
    }
  }

  private static boolean isList(ObjectNode image) {
    return MediaTypes.isIndex(Json.string(image, "dockerImageManifestMediaType"));
  }
}
