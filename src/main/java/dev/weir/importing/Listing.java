package dev.weir.importing;

import dev.weir.imagestream.RemoteTagOrder;
import dev.weir.importing.Fetched.RepositoryTags;
import dev.weir.importing.bounds.Patience;
import dev.weir.importing.bounds.TagLimit;
import dev.weir.reference.ImageReference;
import dev.weir.reference.ParsedName;
import dev.weir.reference.TagName;
import dev.weir.remote.RemoteException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Which tags of a repository are imported: the first in their order, or all as they come. */
final class Listing {
  private final ImportRun run;
  private final RepositoryRequest request;
  private final List<ImportRequest> besides;
  private final Importer.Into into;
  private volatile Optional<RepositoryTags> found = Optional.empty();

  /**
   * Of one repository.
   *
   * @param besides images that are imported anyway
   */
  Listing(
      ImportRun run, RepositoryRequest request, List<ImportRequest> besides, Importer.Into into) {
    this.run = run;
    this.request = request;
    this.besides = besides;
    this.into = into;
  }

  /** What the repository turned out to hold. */
  RepositoryTags found(Patience patience) {
    return found.orElseGet(
        () ->
            new RepositoryTags.Unlisted(
                new ImportFailure.Ended(
                    ImageReference.parse(request.from()).withClientDefaults().withTag(""),
                    patience.over().orElse("the import ended"))));
  }

  /** Asks for each tag that is to be imported as soon as that is known. */
  void feed(Consumer<ImportRequest> each) {
    switch (ParsedName.of(request.from())) {
      case ParsedName.Unread(String why) ->
          unlisted(new ImportFailure.InvalidName(request.from(), why));
      case ParsedName.Read(ImageReference asked) -> list(asked, each);
    }
  }

  private void unlisted(ImportFailure why) {
    is(new RepositoryTags.Unlisted(why));
  }

  private void is(RepositoryTags tags) {
    if (!run.isOver()) {
      found = Optional.of(tags);
    }
  }

  private void list(ImageReference asked, Consumer<ImportRequest> each) {
    Set<String> anyway = anyway(asked);
    boolean all = request.limit().most() == TagLimit.ALL;
    Set<String> known = new LinkedHashSet<>();
    List<String> tags;
    try {
      tags =
          run.tags(
              asked,
              request.insecure(),
              page -> {
                known.addAll(page);
                if (all) {
                  into.requireRoom(ordered(List.copyOf(known)));
                  ordered(page).forEach(tag -> each.accept(image(asked, tag)));
                }
              });
    } catch (RemoteException e) {
      unlisted(ImportFailure.Refused.of(e, asked.withClientDefaults().withTag("")));
      return;
    }
    RepositoryTags.Listed listed = listed(ordered(tags), asked, anyway);
    if (!all) {
      into.requireRoom(listed.tags());
    }
    is(listed);
    listed.wanted().forEach(each);
  }

  private static List<String> ordered(List<String> tags) {
    return RemoteTagOrder.sort(tags).stream().filter(TagName::isValid).toList();
  }

  private ImportRequest image(ImageReference asked, String tag) {
    return ImportRequest.of(asked.withTag(tag).exact(), request.insecure(), request.mode())
        .forUse(request.use());
  }

  private RepositoryTags.Listed listed(
      List<String> tags, ImageReference asked, Set<String> anyway) {
    int limit = request.limit().of(tags.size());
    List<String> wanted = new ArrayList<>();
    List<String> additional = new ArrayList<>();
    for (int i = 0; i < tags.size(); i++) {
      boolean comes = i < limit || anyway.contains(tags.get(i));
      (comes ? wanted : additional).add(tags.get(i));
    }
    return new RepositoryTags.Listed(
        wanted, wanted.stream().map(tag -> image(asked, tag)).toList(), additional);
  }

  /** Tags of the repository that the batch names one by one. */
  private Set<String> anyway(ImageReference repository) {
    ImageReference wanted = repository.withClientDefaults().withTag("");
    Set<String> tags = new HashSet<>();
    for (ImportRequest image : besides) {
      if (ParsedName.of(image.from()) instanceof ParsedName.Read(ImageReference reference)) {
        ImageReference full = reference.withClientDefaults().mostSpecific();
        if (full.withTag("").equals(wanted)) {
          tags.add(full.tag());
        }
      }
    }
    return tags;
  }
}
