import { Link } from "../router.tsx";
import { usePageHeading } from "../use-page-heading.ts";

export function NotFoundPage() {
  const heading = usePageHeading("Not found");
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        Nothing here
      </h1>
      <p className="page-lead">
        This address has no page. <Link href="/">Go to your notes</Link>
      </p>
    </>
  );
}
