import { useId } from 'react'
import type { FieldTemplate } from '../../shared/model/kind.ts'
import styles from './TemplatePicker.module.css'

interface TemplatePickerProps {
  readonly templates: readonly FieldTemplate[]
  readonly chosen: FieldTemplate | null
  readonly onChoose: (template: FieldTemplate) => void
}

/** What the form is filled in for. Everything it fills in can be changed afterwards. */
export function TemplatePicker({ templates, chosen, onChoose }: TemplatePickerProps) {
  const id = useId()
  return (
    <fieldset className={styles['field']} aria-describedby={`${id}-help`}>
      <legend className={styles['legend']}>What is it for?</legend>
      <div className={styles['choices']}>
        {templates.map((template) => (
          <label key={template.id} className={styles['choice']} title={template.help}>
            <input
              type="radio"
              name={id}
              className={styles['radio']}
              checked={template.id === chosen?.id}
              onChange={() => onChoose(template)}
            />
            {template.label}
          </label>
        ))}
      </div>
      <p id={`${id}-help`} className={styles['help']}>
        {chosen?.help ?? 'A template fills in the fields below. You can change everything afterwards.'}
      </p>
    </fieldset>
  )
}
