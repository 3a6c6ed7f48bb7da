import { Questions } from "../../_components/questions/questions.tsx";

export const metadata = { title: "Questions" };

export default function QuestionsPage() {
  return <Questions />;
}
