package dev.weir.console.visit;

import dev.weir.resource.ApiStatus;

/**
 * A page that says why there is no other.
 *
 * @param again where to go from here
 */
public record Problem(Shell shell, String why, String again) {
  /**
   * What is told of a refusal. Whether something is there is no business of who may not see it.
   *
   * @param looking nothing was to be done
   */
  public static Problem of(Visit visit, ApiStatus status, boolean looking) {
    boolean hidden = looking && (status.code() == 404 || status.code() == 403);
    String heading =
        hidden
            ? "Nothing to see here"
            : status.code() == 403 ? "You may not do this" : "This did not work";
    String why =
        hidden
            ? "There is nothing of that name, or you may not see it. Ask who runs the project for"
                + " the role \"view\"."
            : status.message();
    return new Problem(visit.shell(heading, Section.PROJECTS, new Crumb(heading)), why, Paths.HOME);
  }
}
