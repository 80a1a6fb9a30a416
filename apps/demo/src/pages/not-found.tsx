import { useTexts } from "../language/language.ts";
import { Link } from "../router.tsx";
import { usePageHeading } from "../use-page-heading.ts";

export function NotFoundPage() {
  const { notFound } = useTexts();
  const heading = usePageHeading(notFound.title);
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {notFound.title}
      </h1>
      <p className="page-lead">
        {notFound.text} <Link href="/">{notFound.link}</Link>
      </p>
    </>
  );
}
